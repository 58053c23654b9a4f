import { createHash } from 'node:crypto';
import { decodeControl, decodeDeadLetter, decodeIntent, decodeOutcome } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { type History, JUDGED_KINDS, type LedgerEntry } from '../judge/history.ts';
import type { WitnessedEntry } from './world/venue.ts';
import { ACCOUNT_IDS, TOPIC_NAMES, type World } from './world/world.ts';

/** What the witnesses of a simulated world say: its venue's ledgers, its log and its committed offsets. */
export function tellHistory(world: World): History {
  const { log, group, orders } = world;
  const ledger = ACCOUNT_IDS.flatMap((accountId) =>
    world.venueOf(accountId).ledger.map((witnessed) => ledgerEntry(accountId, witnessed, orders)),
  ).sort((a, b) => a.seq - b.seq);
  return {
    ledger,
    intents: log.all(TOPIC_NAMES.intents).flatMap((record) => {
      const decoded = decodeIntent(record.value);
      if (!decoded.ok) return [];
      return [{ ...placeOf(record), logTimeMs: record.logTimeMs, intent: decoded.intent }];
    }),
    outcomes: log.all(TOPIC_NAMES.outcomes).map((record) => {
      const decoded = decodeOutcome(record.value);
      if (!decoded.ok) throw new Error(`a malformed outcome: ${JSON.stringify(decoded.problems)}`);
      return { ...placeOf(record), logTimeMs: record.logTimeMs, outcome: decoded.outcome };
    }),
    control: log.all(TOPIC_NAMES.control).flatMap(({ key, value, logTimeMs }) => {
      const decoded = decodeControl(key, value);
      return decoded.ok && decoded.record ? [{ logTimeMs, record: decoded.record }] : [];
    }),
    deadLetters: log.all(TOPIC_NAMES.deadLetters).flatMap((record) => {
      const letter = decodeDeadLetter(record);
      if (letter === null) return [];
      return [{ partition: letter.story.partition, offset: BigInt(letter.story.offset) }];
    }),
    committedOffsets: new Map(
      Array.from(group.committed, ([partition, offset]) => [partition, BigInt(offset)]),
    ),
    // What a kill touched is marked order by order.
    killsMs: [],
  };
}

/** One word for a whole history: two runs with the same one are the same run. */
export function historyHash(history: History): string {
  const text = JSON.stringify(
    [history.ledger, history.intents, history.outcomes, [...history.committedOffsets]],
    (_name, value) => (typeof value === 'bigint' ? String(value) : value),
  );
  return createHash('sha256').update(text).digest('hex');
}

function ledgerEntry(
  accountId: string,
  { seq, atMs, entry }: WitnessedEntry,
  orders: World['orders'],
): LedgerEntry {
  const { clientOrderId } = entry;
  const kind = JUDGED_KINDS.find((judged) => judged === entry.kind) ?? 'other';
  const order = 'order' in entry ? entry.order : undefined;
  return {
    seq,
    atMs,
    accountId,
    kind,
    clientOrderId,
    ...('brokerOrderId' in entry && { brokerOrderId: entry.brokerOrderId }),
    ...(order && {
      symbol: order.symbol,
      side: order.side,
      quantity: order.quantity,
      payload: JSON.stringify(order),
    }),
    ...(orders.has(clientOrderId) && { fault: 'touched by a fault' }),
  };
}

function placeOf({ partition, offset }: IncomingRecord) {
  return { partition, offset: BigInt(offset) };
}
