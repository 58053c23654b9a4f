export { ClientFailure, type ClientFailureCode } from './client-failure.ts';
export { type ConnectOptions, connect } from './connect.ts';
export { consumeOutcomes } from './consume/consume-outcomes.ts';
export type { OutcomeBatch, ReadOutcome, UnreadableRecord } from './consume/outcome-batch.ts';
export type { ConsumeOutcomesOptions, OutcomeConsumer } from './consume/outcome-consumer.ts';
export type { OutcomeStore, Taken } from './consume/outcome-store.ts';
export type {
  CancelRequest,
  CloseRequest,
  IntentBuilder,
  OrderRequest,
  ReplaceRequest,
} from './intent-builder.ts';
export type { AwaitOptions, OrderClient, Published } from './order-client.ts';
export type { FollowedOutcome } from './outcome-stream.ts';
export type { Wanted } from './outcome-watch.ts';
export {
  type SqliteOutcomeStore,
  type SqliteOutcomeStoreOptions,
  sqliteOutcomeStore,
} from './sqlite/sqlite-outcome-store.ts';
