import { runService } from '@orderonce/telemetry';
import { executorConfiguration } from './configuration.ts';
import { startExecutor } from './start-executor.ts';

await runService({
  name: 'executor',
  environment: executorConfiguration,
  start: startExecutor,
});
