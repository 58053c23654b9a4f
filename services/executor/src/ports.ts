import type { Broker, RequestPacer } from '@orderonce/brokers';
import type { AccountId, TopicNames } from '@orderonce/contracts';
import type { AdmissionSettings, ContentGuard } from '@orderonce/decisions';
import type { OrderClaims } from '@orderonce/idempotency';
import type { Publisher } from '@orderonce/kafka';
import type { KafkaNames, Logger, WorkTracer } from '@orderonce/telemetry';
import type { OrderRates } from './admission/order-rates.ts';
import type { Control } from './control/control.ts';
import type { ExecutorMetrics } from './metrics-port.ts';
import type { LostMemory } from './rebuild/lost-memory.ts';

/** Everything the executor touches. With other ports the same code runs whole in one process, on memory. */
export interface ExecutorPorts {
  readonly claims: OrderClaims;
  readonly contentGuard: ContentGuard;
  readonly lostMemory: LostMemory;
  readonly control: Control;
  readonly orderRates: OrderRates;
  readonly brokers: ReadonlyMap<AccountId, Broker>;
  readonly pacer: RequestPacer;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tracer: WorkTracer;
  readonly metrics: ExecutorMetrics;
  readonly checkpoint: Checkpoint;
}

export interface Clock {
  /** Wall clock, milliseconds since 1970: for what other machines also date. */
  epochMs(): number;
  /** Never goes back and never jumps: for leases, windows and back-off. */
  monotonicMs(): number;
  /** Resolves after `durationMs`, or at once when `signal` is aborted. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** The boundaries between the steps of an intent, in their order: the places where a crash must be harmless. */
export const CHECKPOINTS = [
  'claimed',
  'answered',
  'settled-before-publish',
  'published',
  'settled',
] as const;
export type Checkpoint = (name: (typeof CHECKPOINTS)[number]) => void;

export interface ExecutorOptions {
  readonly topics: TopicNames;
  readonly partitionCount: number;
  /** One call to the venue gives up after this long. */
  readonly brokerTimeoutMs: number;
  /** How long an order's fate may stay unknown before a person has to decide. */
  readonly maxDoubtMs: number;
  readonly admission: AdmissionSettings;
  /** By which names traces call this process's client and group. */
  readonly kafka?: KafkaNames;
}
