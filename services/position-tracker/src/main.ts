import { runService } from '@orderonce/telemetry';
import { trackerConfiguration } from './configuration.ts';
import { startTracker } from './start-tracker.ts';

await runService({
  name: 'position-tracker',
  environment: trackerConfiguration,
  start: startTracker,
});
