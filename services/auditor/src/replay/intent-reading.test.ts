import { encodeIntent, type Intent } from '@orderonce/contracts';
import { intent } from '@orderonce/decisions/testing';
import type { IncomingRecord } from '@orderonce/kafka';
import { expect, it } from 'vitest';
import { IntentReading } from './intent-reading.ts';

const record = (key: string, one: Intent, partition = 0): IncomingRecord => ({
  ...{ topic: 'orders.intents', partition, offset: '0', headers: {}, logTimeMs: 0 },
  key: Buffer.from(key),
  value: Buffer.from(encodeIntent(one)),
});
const apple = intent({ accountId: 'ACC-1', symbol: 'AAPL' });
const ibm = intent({ accountId: 'ACC-1', symbol: 'IBM' });

it('gives all intents of one instrument the same lane, and those of another one another', () => {
  const reading = new IntentReading(1);
  const lanes = [apple, ibm, apple].map((one) => {
    const read = reading.read(record(`ACC-1:${one.symbol}`, one));
    return read.ok ? read.lane : null;
  });
  expect(lanes[0]).toMatchObject({ accountId: 'ACC-1', symbol: 'AAPL', lastAnswered: -1 });
  expect(lanes[2]).toBe(lanes[0]);
  expect(lanes[1]).not.toBe(lanes[0]);
});

it('refuses what stands under the key of another instrument, however often that was met', () => {
  const reading = new IntentReading(1);
  expect(reading.read(record('ACC-1:AAPL', apple)).ok).toBe(true);
  expect(reading.read(record('ACC-1:AAPL', ibm))).toMatchObject({
    ok: false,
    refusal: { reason: 'WRONG_PARTITION', problems: [{ path: 'key' }] },
  });
});

it('refuses what stands in another partition than its key belongs in', () => {
  const [here = 0, there] = [0, 1].filter(
    (partition) => new IntentReading(2).read(record('ACC-1:AAPL', apple, partition)).ok,
  );
  expect(there).toBeUndefined();
  expect(new IntentReading(2).read(record('ACC-1:AAPL', apple, 1 - here))).toMatchObject({
    refusal: { problems: [{ path: 'partition' }] },
  });
});
