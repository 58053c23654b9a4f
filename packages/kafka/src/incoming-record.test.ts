import { expect, test } from 'vitest';
import { detachFromAnswer, incomingRecord } from './incoming-record.ts';

const message = (headers: Record<string, Buffer | string | (Buffer | string)[] | undefined>) => ({
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  timestamp: '1700000000000',
  offset: '42',
  attributes: 0,
  headers,
});

test('headers become texts, and of a repeated one the last counts', () => {
  const { headers } = incomingRecord(
    't',
    3,
    message({ a: Buffer.from('ä'), b: [Buffer.from('1'), Buffer.from('2')], c: undefined }),
  );
  expect({ ...headers }).toEqual({ a: 'ä', b: '2' });
});

test('a header without a value is none', () => {
  const given = JSON.parse('{"a":null,"b":["1",null],"c":""}');
  expect({ ...incomingRecord('t', 3, message(given)).headers }).toEqual({ c: '' });
});

test('a header called __proto__ is a header like any other', () => {
  const given = Object.fromEntries([['__proto__', Buffer.from('x')]]);
  const { headers } = incomingRecord('t', 3, message(given));
  expect(Object.keys(headers)).toEqual(['__proto__']);
});

test('a detached record does not keep the answer of the broker alive', () => {
  const answer = Buffer.from('keyvalue');
  const record = incomingRecord('t', 3, {
    ...message({}),
    key: answer.subarray(0, 3),
    value: answer.subarray(3),
  });
  detachFromAnswer(record);
  answer.fill(0);
  expect(record).toMatchObject({ partition: 3, offset: '42', logTimeMs: 1_700_000_000_000 });
  expect(String(record.key)).toBe('key');
  expect(String(record.value)).toBe('value');
  expect(record.key?.buffer.byteLength).toBe(8);
  expect(record.value?.buffer).toBe(record.key?.buffer);
});

test('a record is detached once', () => {
  const record = incomingRecord('t', 3, { ...message({}), key: null });
  detachFromAnswer(record);
  const { value } = record;
  detachFromAnswer(record);
  expect(record.key).toBeNull();
  expect(record.value).toBe(value);
});
