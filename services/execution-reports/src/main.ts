import { runService } from '@orderonce/telemetry';
import { executionReportsConfiguration } from './configuration.ts';
import { startExecutionReports } from './start-execution-reports.ts';

await runService({
  name: 'execution-reports',
  environment: executionReportsConfiguration,
  start: startExecutionReports,
});
