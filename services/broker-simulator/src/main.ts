import { runService } from '@orderonce/telemetry';
import { simulatorEnvironment, simulatorOptions } from './configuration/environment.ts';
import { createSimulator } from './simulator.ts';

await runService({
  name: 'broker-simulator',
  environment: simulatorEnvironment,
  start: async (environment, { log }) => {
    const simulator = createSimulator(simulatorOptions(environment));
    const { url } = await simulator.listen();
    log.info({ event: 'listening', url });
    return { stop: () => simulator.close() };
  },
});
