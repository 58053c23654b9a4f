import {
  decodeIntent,
  decodeOutcome,
  intentPayload,
  payloadHash,
  recordDigest,
  topicNames,
} from '@orderonce/contracts';
import { partitionFor } from '@orderonce/kafka';
import { expect, test } from 'vitest';
import { type HistoryRecord, historyRecords } from './history-records.ts';

const topics = topicNames('paper.');
const historyOf = (seed: number, events = 5_000): HistoryRecord[] => [
  ...historyRecords({ seed, events, partitions: 12, startMs: 1_790_000_000_000, topics }),
];

function intentOf({ value }: HistoryRecord) {
  const decoded = decodeIntent(Buffer.from(value));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.intent;
}

function outcomeOf({ value }: HistoryRecord) {
  const decoded = decodeOutcome(Buffer.from(value));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.outcome;
}

test('the same seed gives the same history, another seed another one', () => {
  expect(historyOf(1)).toEqual(historyOf(1));
  expect(historyOf(1)[0]?.value).not.toBe(historyOf(2)[0]?.value);
  expect(historyOf(1).length).toBeGreaterThanOrEqual(5_000);
  expect(historyOf(1).length).toBeLessThan(5_011);
});

test('every record stands where its key belongs, one behind the other, in order of time', () => {
  const next = new Map<string, number>();
  let lastMs = 0;
  for (const { topic, key, partition, offset, atMs } of historyOf(3)) {
    const place = `${topic}/${partition}`;
    expect(partition).toBe(partitionFor(key, 12));
    expect(offset).toBe(String(next.get(place) ?? 0));
    expect(atMs).toBeGreaterThanOrEqual(lastMs);
    next.set(place, Number(offset) + 1);
    lastMs = atMs;
  }
});

test('every intent has one verdict, which names its place and its payload', () => {
  const history = historyOf(4);
  const intents = history.filter(({ topic }) => topic === topics.intents);
  const outcomes = history.filter(({ topic }) => topic === topics.outcomes).map(outcomeOf);
  const verdicts = outcomes.filter(({ outcomeId }) => outcomeId.endsWith('/verdict'));
  const byId = new Map(verdicts.map((verdict) => [verdict.clientOrderId, verdict]));
  const copies = outcomes.filter(({ execType }) => execType === 'DUPLICATE');
  expect(byId.size).toBe(verdicts.length);
  expect(intents.length).toBe(verdicts.length + copies.length);
  for (const record of intents) {
    const intent = intentOf(record);
    const { topic, partition, offset } = record;
    const answer = copies.find(
      ({ intent: at }) => at?.offset === offset && at.partition === partition,
    );
    expect(answer ?? byId.get(intent.clientOrderId)).toMatchObject({
      payloadHash: payloadHash(intentPayload(intent)),
      intent: {
        topic,
        partition,
        offset,
        createdAtMs: intent.createdAtMs,
        digest: recordDigest(record),
      },
    });
  }
});

test('holds every kind of end', () => {
  const outcomes = historyOf(5)
    .filter(({ topic }) => topic === topics.outcomes)
    .map(outcomeOf);
  const kinds = new Set(outcomes.map(({ execType }) => execType));
  expect([...kinds].sort()).toEqual([
    'ACCEPTED',
    'CANCELED',
    'DENIED',
    'DUPLICATE',
    'REJECTED',
    'TRADE',
  ]);
});
