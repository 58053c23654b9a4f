import { expect, test } from 'vitest';
import { detachFromAnswer, incomingRecord } from './incoming-record.ts';

const place = { topic: 't', partition: 3, offset: '42', headers: {}, logTimeMs: 1_700_000_000_000 };

test('a detached record does not keep the answer of the broker alive', () => {
  const answer = Buffer.from('keyvalue');
  const parts = { key: answer.subarray(0, 3), value: answer.subarray(3) };
  const record = incomingRecord({ ...place, ...parts });
  detachFromAnswer(record);
  answer.fill(0);
  expect(record).toMatchObject({ partition: 3, offset: '42', logTimeMs: 1_700_000_000_000 });
  expect(String(record.key)).toBe('key');
  expect(String(record.value)).toBe('value');
  expect(record.key?.buffer.byteLength).toBe(8);
  expect(record.value?.buffer).toBe(record.key?.buffer);
});

test('a record is detached once', () => {
  const record = incomingRecord({ ...place, key: null, value: Buffer.from('v') });
  detachFromAnswer(record);
  const { value } = record;
  detachFromAnswer(record);
  expect(record.key).toBeNull();
  expect(record.value).toBe(value);
});
