import { hash } from 'node:crypto';
import { encodeDeadLetter, topicNames } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { expect, it } from 'vitest';
import { Findings } from '../findings.ts';
import type { RefusedCopy } from '../partition/intent-log.ts';
import type { Refusal } from '../partition/outcome-reading.ts';
import { inShort, scopeOf } from '../testing/audit-day.ts';
import { DAY_MS } from '../testing/day.ts';
import { matchRefused } from './match-refused.ts';
import { DeadLetterReading } from './read-dead-letters.ts';

const topics = topicNames('');
const BYTES = Buffer.from('{"clientOrderId":"MOM-1RV4K2-000001-a3f8b2c1","quantity":5}');
const ID = 'MOM-1RV4K2-000001-a3f8b2c1';
const DIGEST = 'KsVZ6MhM7oWYd6Nm';

const copy = (changes: Partial<RefusedCopy> = {}): RefusedCopy => ({
  ...{ partition: 0, offset: '3', logTimeMs: DAY_MS, sha256: hash('sha256', BYTES) },
  ...{ digest: DIGEST, clientOrderId: ID, reason: 'INVALID_INTENT' },
  ...changes,
});

const refusal = (changes: Partial<Refusal> = {}): Refusal => ({
  record: { topic: topics.outcomes, partition: 2, offset: '8' },
  ...{ clientOrderId: ID, payloadHash: hash('sha256', BYTES), reasonCode: 'INVALID_INTENT' },
  ...{ digest: DIGEST, copy: { partition: 0, offset: '3' }, logTimeMs: DAY_MS },
  ...changes,
});

/** The letter for what stands at an offset of partition 0. */
function letter(at: number, offset = '3', value = BYTES): IncomingRecord {
  const record = { topic: topics.intents, partition: 0, offset, logTimeMs: DAY_MS, headers: {} };
  const why = { reason: 'INVALID_INTENT', problems: [] } as const;
  const dead = encodeDeadLetter({ ...record, key: null, value }, why, DAY_MS);
  return {
    ...{ topic: topics.deadLetters, partition: 0, offset: String(at), logTimeMs: DAY_MS },
    ...dead,
  };
}

interface World {
  readonly letters?: readonly IncomingRecord[];
  readonly refused?: readonly RefusedCopy[];
  readonly refusals?: readonly Refusal[];
  readonly settledUntilMs?: number;
}

function violations({
  letters = [letter(0)],
  refused = [copy()],
  refusals = [refusal()],
  settledUntilMs = DAY_MS,
}: World): string[] {
  const findings = new Findings({ settledUntilMs, maxKept: 10 });
  const span = { begin: 0n, end: BigInt(letters.length) };
  const reading = new DeadLetterReading(topics.deadLetters, new Map([[0, span]]), findings);
  for (const record of letters) reading.take(record);
  const scope = scopeOf([], { intents: { begin: 0n, end: 10n } });
  const scopes = new Map([[0, scope]]);
  matchRefused({ topics, scopes, letters: reading.close(), refused, refusals }, findings);
  return inShort(findings.found());
}

it('is content with a record that was set aside as it came, and whose sender was told', () => {
  expect(violations({})).toEqual([]);
  expect(violations({ letters: [letter(0), letter(1)] })).toEqual([]);
  const nameless = copy({ clientOrderId: undefined });
  expect(violations({ refused: [nameless], refusals: [] })).toEqual([]);
});

it('misses a letter that was dropped', () => {
  expect(violations({ letters: [] })).toEqual(['dead-letters orders.intents/0/3']);
  expect(violations({ letters: [], settledUntilMs: DAY_MS - 1 })).toEqual([]);
});

it('finds a refused record whose key or header is another', () => {
  const digest = 'KsVZ6MhM7oWYd6Nn';
  expect(violations({ refused: [copy({ digest })] })).toEqual([
    'payload orders.outcomes/2/8 orders.intents/0/3',
  ]);
  expect(violations({ refusals: [refusal({ digest: undefined })] })).toEqual([]);
});

it('misses the word to the sender', () => {
  expect(violations({ refusals: [] })).toEqual(['answers orders.intents/0/3']);
  expect(violations({ refusals: [refusal({ payloadHash: 'b'.repeat(64) })] })).toEqual([
    'answers orders.intents/0/3 orders.outcomes/2/8',
  ]);
});

it('sees a letter whose bytes were changed', () => {
  const value = Buffer.from(String(BYTES).replace('5', '6'));
  const forged = { ...letter(0), value };
  expect(violations({ letters: [forged] })).toEqual(['dead-letters orders.intents.dlq/0/0']);
  expect(violations({ letters: [letter(0, '3', value)] })).toEqual([
    'dead-letters orders.intents/0/3 orders.intents.dlq/0/0',
  ]);
  const other = [letter(0), letter(1, '3', value)];
  expect(violations({ letters: other })).toEqual([
    'dead-letters orders.intents.dlq/0/0 orders.intents.dlq/0/1',
  ]);
});

it('sees a letter that tells no story, another place, or another reason', () => {
  expect(violations({ letters: [{ ...letter(0), headers: {} }] })).toContain(
    'dead-letters orders.intents.dlq/0/0',
  );
  expect(violations({ letters: [letter(0), letter(1, '4')] })).toEqual([
    'dead-letters orders.intents.dlq/0/1',
  ]);
  expect(violations({ refused: [copy({ reason: 'WRONG_PARTITION' })] })).toEqual([
    'dead-letters orders.intents/0/3 orders.intents.dlq/0/0',
  ]);
});

it('sees a refusal of what was never refused', () => {
  const extra = refusal({ copy: { partition: 0, offset: '5' } });
  expect(violations({ refusals: [refusal(), extra] })).toEqual(['payload orders.outcomes/2/8']);
});

it('does not judge what retention removed', () => {
  const old = refusal({ copy: { partition: 0, offset: '3' } });
  const findings = new Findings({ settledUntilMs: DAY_MS, maxKept: 10 });
  const scope = scopeOf([], { intents: { begin: 4n, end: 10n } });
  const reading = new DeadLetterReading(topics.deadLetters, new Map(), findings);
  reading.take(letter(0));
  const letters = reading.close();
  const scopes = new Map([[0, scope]]);
  matchRefused({ topics, scopes, letters, refused: [], refusals: [old] }, findings);
  expect(inShort(findings.found())).toEqual([]);
});
