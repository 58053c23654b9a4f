/**
 * The executor without its process: what it does with each record, on ports that the caller brings. The
 * service runs it on Kafka, Redis and a venue; a simulation on memory and a clock of its own.
 */
export { goesOnInMemory } from './configuration/goes-on-in-memory.ts';
export { createContentGuard } from './content-guard.ts';
export { createRecordHandler, laneOf } from './intake/handle-record.ts';
export { CHECKPOINTS, type Checkpoint } from './ports.ts';
