// npm start: Kafka, Redis, the simulated venue and all services, until Ctrl-C.
import { tellFailure } from '../stack/stack-failure.ts';
import { startSystem } from './start-system.ts';

const INTERRUPTED = 130;

const asked = Promise.withResolvers<void>();
let mayAsk = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // Not all up yet, or asked twice: there is no order to keep, and the guardian ends whatever runs.
    if (!mayAsk) process.exit(INTERRUPTED);
    mayAsk = false;
    asked.resolve();
  });

try {
  const system = await startSystem((line) => console.log(line));
  console.log(`\n${system.description.map((line) => `  ${line}`).join('\n')}\n`);
  console.log('Everything runs. Ctrl-C stops it.');
  mayAsk = true;
  await asked.promise;
  console.log('Stopping …');
  await system.stop();
} catch (error) {
  process.exitCode = tellFailure(error).exitCode;
}
