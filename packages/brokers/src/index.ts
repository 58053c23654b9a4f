export { alpacaBrokers, type BrokerConfig, brokerEnvironment } from './alpaca/alpaca-brokers.ts';
export * from './broker.ts';
export * from './broker-clock.ts';
export * from './broker-order.ts';
export * from './broker-report.ts';
export * from './broker-results.ts';
export * from './capabilities.ts';
export { MemoryBroker, type MemoryBrokerOptions } from './memory/memory-broker.ts';
export type { MemoryLedgerEntry } from './memory/memory-ledger.ts';
export type { ReportFault } from './memory/memory-reports.ts';
export type { SubmitFault } from './memory/submit-fault.ts';
export type { PaceClock } from './pace/account-pacer.ts';
export { createRequestPacer, type RunningRequestPacer } from './pace/create-request-pacer.ts';
export {
  type RequestKind,
  type RequestPacer,
  unlimitedPacer,
} from './pace/request-pacer.ts';
export { sameOrder } from './same-order.ts';
export { Secret } from './secret.ts';
export { type AnswerKind, answerKindOf } from './told-kind.ts';
export { urlOf, type VenueCallName, type VenueWire } from './venue-wire.ts';
