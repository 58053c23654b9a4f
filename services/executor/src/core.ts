/**
 * The executor without its process: what it does with each record, on ports that the caller brings. The
 * service runs it on Kafka, Redis and a venue; a simulation on memory and a clock of its own.
 */

export { createContentGuard } from '@orderonce/decisions';
export { admissionSettingsOf } from './admission/admission-variables.ts';
export { unlimitedOrderRates } from './admission/order-rates.ts';
export { executorConfiguration } from './configuration/executor-configuration.ts';
export { goesOnInMemory } from './configuration/goes-on-in-memory.ts';
export { createRecordHandler, laneOf } from './intake/handle-record.ts';
export { noExecutorMetrics } from './metrics-port.ts';
export { CHECKPOINTS, type Checkpoint } from './ports.ts';
export { nothingLost } from './rebuild/lost-memory.ts';
export { type Rebuilder, startRebuilder } from './rebuild/rebuilder.ts';
export { createExecutorMetrics } from './service/executor-metrics.ts';
export { openClaims } from './service/open-claims.ts';
export { systemClock } from './service/system-clock.ts';
export { quietControl } from './testing/quiet-control.ts';
