import { runService } from '@orderonce/telemetry';
import { bareHopEnvironment, startBareHop } from './start-bare-hop.ts';

await runService({ name: 'bench-bare-hop', environment: bareHopEnvironment, start: startBareHop });
