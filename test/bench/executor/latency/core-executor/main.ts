import { executorConfiguration } from '@orderonce/executor/core';
import { runService } from '@orderonce/telemetry';
import { startCore } from './start-core.ts';

await runService({
  name: 'bench-core-executor',
  environment: executorConfiguration,
  start: startCore,
});
