import { runService } from '@orderonce/telemetry';
import { strategyConfiguration } from './configuration.ts';
import { startStrategy } from './start-strategy.ts';

await runService({
  name: 'strategy-example',
  environment: strategyConfiguration,
  start: startStrategy,
});
