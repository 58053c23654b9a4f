import { runService } from '@orderonce/telemetry';
import { executorConfiguration } from './configuration/executor-configuration.ts';
import { startExecutor } from './service/start-executor.ts';

await runService({
  name: 'executor',
  environment: executorConfiguration,
  start: startExecutor,
});
