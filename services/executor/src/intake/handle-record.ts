import {
  decodeIntent,
  type Intent,
  intentPayload,
  orderBodyOf,
  partitionKey,
  payloadHash,
} from '@orderonce/contracts';
import {
  type Handled,
  type IncomingRecord,
  partitionFor,
  type RecordHandler,
} from '@orderonce/kafka';
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
  const decoded = decodeIntent(record.value);
  if (!decoded.ok) return refuseUnreadable(within, record, decoded);
  const { intent } = decoded;
  const misplaced = misplacement(intent, record, within.options.partitionCount);
  if (misplaced)
    return refuseUnreadable(within, record, {
      reason: 'WRONG_PARTITION',
      problems: [misplaced],
      readable: intent,
    });
  within.ports.metrics.taken(intent.kind);
  const span = processSpan(within, record, intent);
  return answerIntent(takeIn(intent, record, { ...within, span }));
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

function misplacement(intent: Intent, record: IncomingRecord, partitionCount: number) {
  const key = partitionKey(intent.accountId, intent.symbol);
  if (record.key?.toString('utf8') !== key)
    return { path: 'key', rule: `the record's key must be ${key}` };
  const partition = partitionFor(key, partitionCount);
  if (record.partition !== partition)
    return {
      path: 'partition',
      rule: `${key} belongs in partition ${partition}, not ${record.partition}: set the producer's partitioner to murmur2`,
    };
  return null;
}

/** An intent with all that its handling needs, as this copy of it stands on the log. */
export function takeIn(
  intent: Intent,
  record: Omit<IncomingRecord, 'key' | 'value'>,
  within: Pick<Intake, 'ports' | 'options' | 'lane' | 'span'>,
): Intake {
  const payload = intentPayload(intent);
  const hash = payloadHash(payload);
  const contentKey = within.ports.contentGuard.claimFor(intent);
  const { topic, partition, offset } = record;
  return {
    ...within,
    logTimeMs: record.logTimeMs,
    subject: {
      intent,
      position: { topic, partition, offset },
      payloadHash: hash,
      ...(contentKey && { contentKey: contentKey.key }),
      ...((intent.kind === 'place' || intent.kind === 'replace') && { body: orderBodyOf(intent) }),
    },
    claimRequest: {
      accountId: intent.accountId,
      strategyId: intent.strategyId,
      clientOrderId: intent.clientOrderId,
      payload,
      payloadHash: hash,
      source: { partition, offset },
      knownSinceMs: Math.min(intent.createdAtMs, record.logTimeMs),
      waitsForOwner: true,
      ...(contentKey && { contentKey }),
    },
  };
}
