import { expect, test } from 'vitest';
import { oldestSessionMs, wantedSchema } from './wanted.ts';

test('reads an id, a beginning of ids, a UUID and a trace id', () => {
  const id = 'MOM-1RV4K2-000001-a3f8b2c1';
  const orderUuid = 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479';
  expect(wantedSchema.parse(id)).toEqual({ kind: 'id', id });
  expect(wantedSchema.parse(orderUuid)).toEqual({ kind: 'uuid', orderUuid });
  expect(wantedSchema.parse('a3f8b2c158cc4372a5670e02b2c3d479')).toEqual({
    kind: 'uuid',
    orderUuid,
  });
  for (const prefix of ['M', 'MOM', 'MOM-', 'MOM-1RV', 'MOM-1RV4K2-0000', 'MOM-1RV4K2-000001-a3f'])
    expect(wantedSchema.parse(prefix)).toEqual({ kind: 'prefix', prefix });
});

test.each(['', 'mom', 'MOM-1RU', 'MOM-1RV4K2-000001-a3f8b2c1f', 'MOM 1', '%'])(
  '%j is nothing that can be traced',
  (text) => {
    expect(wantedSchema.safeParse(text).success).toBe(false);
  },
);

test('the session in an id says when it began, and a part of one when the oldest such did', () => {
  const beganMs = Date.UTC(2021, 10, 20, 22, 14, 58);
  expect(oldestSessionMs(['MOM-1RV4K2-000001-a3f8b2c1'])).toBe(beganMs);
  expect(oldestSessionMs(['MOM-1RV4K2'])).toBe(beganMs);
  expect(oldestSessionMs(['MOM-1RV4K2', 'MOM-1RV4K0-000001-a3f8b2c1'])).toBe(beganMs - 2000);
  expect(oldestSessionMs(['MOM-1RV'])).toBeLessThan(beganMs);
  expect(oldestSessionMs(['MOM'])).toBe(null);
  expect(oldestSessionMs([])).toBe(null);
});
