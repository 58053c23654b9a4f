import { type Intent, recordDigest } from '@orderonce/contracts';
import { createQuickIntentDecoder } from '@orderonce/contracts/quick';
import { readIntent, type Subject, subjectOf } from '@orderonce/decisions';
import type { Handled, IncomingRecord, RecordHandler, RecordPosition } from '@orderonce/kafka';
import type { WorkSpan } from '@orderonce/telemetry';
import { answerIntent } from '../answer/answer-intent.ts';
import type { ExecutorOptions, ExecutorPorts } from '../ports.ts';
import type { Intake } from './intake.ts';
import { processSpan } from './process-span.ts';
import { refuseUnreadable } from './refuse.ts';

/** Made once: it takes some milliseconds. */
const decode = createQuickIntentDecoder();

/** What the executor does with each record of the intents topic. */
export function createRecordHandler(ports: ExecutorPorts, options: ExecutorOptions): RecordHandler {
  return async (record, lane): Promise<Handled> => {
    const within = { ports, options, lane };
    const ended = ports.metrics.atWork();
    let span: WorkSpan | undefined;
    try {
      const read = readIntent(record, options.partitionCount, decode);
      if (!read.ok) return refuseUnreadable(within, record, read.refusal);
      const { intent } = read;
      ports.metrics.taken(intent.kind);
      span = processSpan(within, record, intent);
      return await answerIntent(takeIn(intent, copyOf(record), { ports, options, lane, span }));
    } catch (error) {
      // What was done so far hangs under it.
      span?.end(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      ended();
    }
  };
}

/**
 * The lane of a record before it is decoded: its key. Only a record whose key is right is acted upon, so a
 * wrong key cannot put one instrument into two lanes.
 */
export function laneOf(record: IncomingRecord): string {
  return record.key?.toString('latin1') ?? '';
}

/** The account that a record's key names: whose part of the concurrency it uses. */
export function accountOf(record: IncomingRecord): string {
  return laneOf(record).split(':', 1)[0] ?? '';
}

/** Where a copy of an intent stands on the log, and since when. */
interface IntentCopy extends RecordPosition, Pick<Subject, 'digest'> {
  readonly logTimeMs: number;
}

function copyOf(record: IncomingRecord): IntentCopy {
  const { topic, partition, offset, logTimeMs } = record;
  return { topic, partition, offset, logTimeMs, digest: recordDigest(record) };
}

/** An intent with all that its handling needs, as this copy of it stands on the log. */
export function takeIn(
  intent: Intent,
  copy: IntentCopy,
  within: Pick<Intake, 'ports' | 'options' | 'lane' | 'span'>,
): Intake {
  const contentKey = within.ports.contentGuard.claimFor(intent);
  const { subject, payload } = subjectOf(intent, copy, contentKey?.key);
  const { partition, offset } = copy;
  return {
    ...within,
    logTimeMs: copy.logTimeMs,
    subject,
    claimRequest: {
      accountId: intent.accountId,
      strategyId: intent.strategyId,
      clientOrderId: intent.clientOrderId,
      payload,
      payloadHash: subject.payloadHash,
      source: { partition, offset },
      knownSinceMs: Math.min(intent.createdAtMs, copy.logTimeMs),
      waitsForOwner: true,
      ...(contentKey && { contentKey }),
    },
  };
}
