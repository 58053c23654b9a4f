import { runService } from '@orderonce/telemetry';
import { coreEnvironment, startCore } from './start-core.ts';

await runService({ name: 'bench-core-executor', environment: coreEnvironment, start: startCore });
