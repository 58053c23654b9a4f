import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import {
  DEAD_LETTER_HEADER,
  type DeadRecord,
  decodeDeadLetter,
  encodeDeadLetter,
} from './dead-letter.ts';

const RECORD: DeadRecord = {
  topic: 'orders.intents',
  partition: 3,
  offset: '9223372036854775807',
  logTimeMs: 1_780_000_000_000,
  key: Buffer.from('ACC-1:AAPL'),
  value: Buffer.from([0x7b, 0x00, 0xff]),
  headers: { traceparent: '00-a3f8b2c158cc4372a5670e02b2c3d479-a5670e02b2c3d479-01' },
};
const WHY = {
  reason: 'INVALID_INTENT',
  problems: [{ path: '', rule: 'is not UTF-8' }],
} as const;
const AT_MS = 1_780_000_000_500;

describe('a dead letter', () => {
  it('has the key and the bytes as received, and says where from, why and when', () => {
    const letter = encodeDeadLetter(RECORD, WHY, AT_MS);
    expect(letter.key).toEqual(RECORD.key);
    expect(letter.value).toEqual(RECORD.value);
    expect(decodeDeadLetter(letter)).toEqual({
      value: RECORD.value,
      story: {
        topic: 'orders.intents',
        partition: 3,
        offset: '9223372036854775807',
        logTimeMs: 1_780_000_000_000,
        atMs: AT_MS,
        reason: 'INVALID_INTENT',
        problems: [{ path: '', rule: 'is not UTF-8' }],
        value: {
          bytes: 3,
          sha256: '77f05841e03ff0b041d62615c48961fa14c90cf2b0492dd6a206339bddad1cfd',
          isCut: false,
        },
        key: { bytes: 10 },
        headers: RECORD.headers,
      },
    });
  });

  it('tells a tombstone from an empty value', () => {
    const tombstone = encodeDeadLetter({ ...RECORD, key: null, value: null }, WHY, AT_MS);
    expect(tombstone.value).toHaveLength(0);
    expect(decodeDeadLetter(tombstone)).toMatchObject({ value: null, story: { key: null } });
    const empty = encodeDeadLetter({ ...RECORD, value: Buffer.alloc(0) }, WHY, AT_MS);
    expect(decodeDeadLetter(empty)?.value).toHaveLength(0);
  });

  it('fits on the topic however large the record was', () => {
    const huge: DeadRecord = {
      ...RECORD,
      key: Buffer.alloc(100_000, 'k'),
      value: Buffer.alloc(5_000_000, 'v'),
      headers: { junk: 'é'.repeat(100_000) },
    };
    const letter = encodeDeadLetter(huge, WHY, AT_MS);
    const sizes = [
      letter.key?.length ?? 0,
      letter.value.length,
      JSON.stringify(letter.headers).length,
    ];
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(600_000);
    expect(decodeDeadLetter(letter)?.story).toMatchObject({
      value: { bytes: 5_000_000, isCut: true },
      key: { bytes: 100_000 },
      headers: null,
    });
  });

  it('keeps a header of the record that is named like ours inside its story', () => {
    const forged = encodeDeadLetter(
      { ...RECORD, headers: { [DEAD_LETTER_HEADER]: '{"topic":"elsewhere"}' } },
      WHY,
      AT_MS,
    );
    expect(decodeDeadLetter(forged)?.story.topic).toBe('orders.intents');
  });

  it('is told from other records on the topic', () => {
    for (const headers of [{}, { [DEAD_LETTER_HEADER]: 'x' }, { [DEAD_LETTER_HEADER]: '{}' }])
      expect(decodeDeadLetter({ headers, value: RECORD.value })).toBeNull();
  });
});
