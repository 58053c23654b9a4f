export { ClientFailure, type ClientFailureCode } from './client-failure.ts';
export { type ConnectOptions, connect } from './connect.ts';
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
