export { FAULTS, type Fault, type FaultRule } from './faults/fault-rule.ts';
export type { LedgerEntry, LedgerKind } from './ledger/ledger-entry.ts';
export {
  createSimulator,
  type SimulatedAccount,
  type Simulator,
  type SimulatorOptions,
} from './simulator.ts';
export type { IdForm, RepeatedIds } from './venue/venue-rules.ts';
