import { hash } from 'node:crypto';
import {
  type Problem,
  type ReadableFields,
  type RefusedOutcome,
  recordDigest,
} from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { refusedOutcome } from '../outcomes/refused.ts';
import type { Subject } from '../outcomes/subject.ts';
import type { Refusal } from './read-intent.ts';

/** What the sender of a record that was refused is told; null where not even its id can be read. */
export function refusedUnreadable(
  { reason, problems, readable }: Refusal,
  record: IncomingRecord,
  nowMs: number,
): RefusedOutcome | null {
  const { clientOrderId } = readable;
  if (clientOrderId === undefined) return null;
  const { topic, partition, offset } = record;
  return refusedOutcome(
    { ...pickReadable(readable), clientOrderId },
    { topic, partition, offset, digest: recordDigest(record) },
    // The bytes that were refused, in one word: the same bytes refused again are the same event.
    hash('sha256', record.value ?? ''),
    { code: reason, text: problems.map(sentence).join('; ') },
    nowMs,
  );
}

/** Another intent has the id: never sent, and said so (as FIX does). */
export function refusedReusedId(
  { intent, position, digest, payloadHash }: Subject,
  differingFields: readonly string[],
  nowMs: number,
): RefusedOutcome {
  const { clientOrderId, orderUuid, strategyId, accountId, symbol } = intent;
  const text = `this client order id was used before with another ${differingFields.join(', ')}`;
  return refusedOutcome(
    { clientOrderId, orderUuid, strategyId, accountId, symbol },
    { ...position, ...(digest !== undefined && { digest }) },
    payloadHash,
    { code: 'CLIENT_ORDER_ID_REUSED', text },
    nowMs,
  );
}

function sentence({ path, rule }: Problem): string {
  return path === '' ? rule : `${path}: ${rule}`;
}

function pickReadable({ orderUuid, strategyId, accountId, symbol, side }: ReadableFields) {
  return {
    ...(orderUuid !== undefined && { orderUuid }),
    ...(strategyId !== undefined && { strategyId }),
    ...(accountId !== undefined && { accountId }),
    ...(symbol !== undefined && { symbol }),
    ...(side !== undefined && { side }),
  };
}
