import { decodeControl } from '@orderonce/contracts';
import type { Change } from '@orderonce/decisions';
import type { IncomingRecord, OutgoingRecord } from '@orderonce/kafka';
import type { Logger } from '@orderonce/telemetry';
import type { Clock } from '../ports.ts';
import { ChangeAcknowledger } from './acknowledge-changes.ts';
import { ResolutionCarrier, type ResolveHeld } from './carry-out-resolutions.ts';
import type { ControlReading } from './control-reading.ts';
import { ControlWriter } from './control-writer.ts';

export interface FollowControlOptions {
  readonly reading: ControlReading;
  readonly topic: string;
  readonly executorId: string;
  readonly publish: (record: OutgoingRecord) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Partitions of the intents topic that this executor owns now. */
  readonly assignedPartitions: () => ReadonlySet<number>;
  readonly partitionCount: number;
  readonly resolve: ResolveHeld;
}

/** Acts on the control topic as it is read: brings the reading up to date, acknowledges, resolves. */
export interface ControlFollower {
  /** The next records of the topic, in order. */
  take(records: readonly IncomingRecord[]): void;
  /** All that stood on the topic at that moment was taken. */
  current(asOfMonotonicMs: number): void;
  /** Resolves when the topic was read to its end once: what people said before is known from here on. */
  readonly ready: Promise<void>;
  noteAssigned(): void;
  /** Rejects when this executor can no longer say what it has to say. */
  readonly failed: Promise<never>;
  stop(deadlineMs: number): Promise<void>;
}

export function followControl(options: FollowControlOptions): ControlFollower {
  const { reading, clock, log } = options;
  const writer = new ControlWriter(options);
  const acknowledger = new ChangeAcknowledger(reading, writer);
  const carrier = new ResolutionCarrier({ ...options, writer });
  const ready = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<never>();
  // Whoever wants to know awaits it; nobody having asked yet is no defect.
  failed.promise.catch(() => {});
  let isReady = false;
  let isStopped = false;

  function acknowledge(change: Change) {
    acknowledger.acknowledge(change).catch((error: unknown) => {
      if (!isStopped) failed.reject(error);
    });
  }

  function takeOne({ key, value, offset }: IncomingRecord) {
    const decoded = decodeControl(key, value);
    reading.apply(decoded);
    if (!decoded.ok) {
      const { key, problems } = decoded;
      log.error(
        { event: 'control-record-unreadable', key, offset, problems },
        'a record of the control topic cannot be read; a kill switch, limits or a hold that cannot be read stops everything',
      );
      return;
    }
    // Of what was said before this executor came, only what still holds is acknowledged, when all is read.
    if (!isReady || decoded.record === null) return;
    const { record } = decoded;
    if (record.kind === 'kill-switch' || record.kind === 'resume' || record.kind === 'limits') {
      const { kind, changeId, who, why } = record;
      log.warn({ event: 'control-change', kind, key: decoded.key, changeId, who, why }, 'read');
      acknowledge(record);
    }
  }

  return {
    take: (records) => records.forEach(takeOne),
    current(asOfMonotonicMs) {
      reading.noteCurrent(asOfMonotonicMs);
      if (!isReady) {
        isReady = true;
        reading.state.changesInForce().forEach(acknowledge);
        ready.resolve();
      }
      carrier.carryOn();
    },
    ready: ready.promise,
    noteAssigned() {
      reading.noteAssigned(clock.monotonicMs());
      carrier.noteAssigned();
    },
    failed: failed.promise,
    async stop(deadlineMs) {
      isStopped = true;
      await carrier.stop(deadlineMs);
      acknowledger.takeBack();
    },
  };
}
