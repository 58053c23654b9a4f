import type { Intent } from '@orderonce/contracts';
import { readIntent, subjectOf } from '@orderonce/decisions';
import type { Handled, IncomingRecord, RecordHandler } from '@orderonce/kafka';
import { answerIntent } from '../answer/answer-intent.ts';
import type { ExecutorOptions, ExecutorPorts } from '../ports.ts';
import type { Intake } from './intake.ts';
import { processSpan } from './process-span.ts';
import { refuseUnreadable } from './refuse.ts';

/** What the executor does with each record of the intents topic. */
export function createRecordHandler(ports: ExecutorPorts, options: ExecutorOptions): RecordHandler {
  return async (record, lane): Promise<Handled> => {
    const ended = ports.metrics.atWork();
    try {
      return await handle(record, { ports, options, lane });
    } finally {
      ended();
    }
  };
}

async function handle(
  record: IncomingRecord,
  within: Pick<Intake, 'ports' | 'options' | 'lane'>,
): Promise<Handled> {
  const read = readIntent(record, within.options.partitionCount);
  if (!read.ok) return refuseUnreadable(within, record, read.refusal);
  const { intent } = read;
  within.ports.metrics.taken(intent.kind);
  const span = processSpan(within, record, intent);
  try {
    return await answerIntent(takeIn(intent, record, { ...within, span }));
  } catch (error) {
    // What was done so far hangs under it.
    span.end(error instanceof Error ? error.message : String(error));
    throw error;
  }
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

/** An intent with all that its handling needs, as this copy of it stands on the log. */
export function takeIn(
  intent: Intent,
  record: Omit<IncomingRecord, 'key' | 'value'>,
  within: Pick<Intake, 'ports' | 'options' | 'lane' | 'span'>,
): Intake {
  const contentKey = within.ports.contentGuard.claimFor(intent);
  const { subject, payload } = subjectOf(intent, record, contentKey?.key);
  const { partition, offset } = record;
  return {
    ...within,
    logTimeMs: record.logTimeMs,
    subject,
    claimRequest: {
      accountId: intent.accountId,
      strategyId: intent.strategyId,
      clientOrderId: intent.clientOrderId,
      payload,
      payloadHash: subject.payloadHash,
      source: { partition, offset },
      knownSinceMs: Math.min(intent.createdAtMs, record.logTimeMs),
      waitsForOwner: true,
      ...(contentKey && { contentKey }),
    },
  };
}
