import { describe, expect, it } from 'vitest';
import type { StrategyId } from './identifiers.ts';
import { parseOrderId } from './order-id.ts';
import { createOrderIdGenerator, type OrderIdGenerator } from './order-id-generator.ts';

const MOM = 'MOM' as StrategyId;
const UUID = 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479';
const SESSION_1RV4K2_MS = Date.UTC(2021, 10, 20, 22, 14, 58);

const generatorAt = (nowMs: number, counter?: SharedArrayBuffer) =>
  createOrderIdGenerator({
    strategyId: MOM,
    now: () => nowMs,
    randomUuid: () => UUID,
    ...(counter === undefined ? {} : { counter }),
  });

const take = (generator: OrderIdGenerator, count: number) =>
  Array.from({ length: count }, () => generator.next().clientOrderId);

/** As if `count` ids had been taken. */
const skip = (generator: OrderIdGenerator, count: number) =>
  Atomics.add(new BigInt64Array(generator.counter), 0, BigInt(count));

describe('the order id generator', () => {
  it('counts from 000001 in the session of the second in which it was made', () => {
    const generator = generatorAt(SESSION_1RV4K2_MS + 999);
    expect(generator.next()).toEqual({
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
      orderUuid: UUID,
    });
    expect(generator.next().clientOrderId).toBe('MOM-1RV4K2-000002-a3f8b2c1');
  });

  it('goes from sequence 999999 to 000001 of the next session', () => {
    const generator = generatorAt(SESSION_1RV4K2_MS);
    skip(generator, 999_998);
    expect(take(generator, 2)).toEqual([
      'MOM-1RV4K2-999999-a3f8b2c1',
      'MOM-1RV4K3-000001-a3f8b2c1',
    ]);
  });

  it('goes on where the others are when it is made with their counter, whatever the clock says', () => {
    const first = generatorAt(SESSION_1RV4K2_MS);
    take(first, 2);
    const second = generatorAt(SESSION_1RV4K2_MS + 3_600_000, first.counter);
    expect(take(second, 1)).toEqual(['MOM-1RV4K2-000003-a3f8b2c1']);
    expect(take(first, 1)).toEqual(['MOM-1RV4K2-000004-a3f8b2c1']);
  });

  it('does not follow the clock when that goes back', () => {
    let nowMs = SESSION_1RV4K2_MS;
    const generator = createOrderIdGenerator({ strategyId: MOM, now: () => nowMs });
    const before = generator.next().clientOrderId;
    nowMs -= 3_600_000;
    expect(generator.next().clientOrderId > before).toBe(true);
  });

  it.each([
    ['a clock before 2020', Date.UTC(2019, 11, 31, 23, 59, 59, 999)],
    ['a clock after the last session', Date.UTC(2054, 0, 9, 13, 37, 4)],
    ['no clock', Number.NaN],
  ])('refuses %s by a code', (_what, nowMs) => {
    expect(() => generatorAt(nowMs)).toThrow(
      expect.objectContaining({ code: 'CLOCK_OUT_OF_RANGE' }),
    );
  });

  it('stops at the end of the last session, and stays stopped', () => {
    const generator = generatorAt(Date.UTC(2054, 0, 9, 13, 37, 3));
    skip(generator, 999_998);
    expect(take(generator, 1)).toEqual(['MOM-ZZZZZZ-999999-a3f8b2c1']);
    for (let times = 0; times < 2; times += 1)
      expect(() => generator.next()).toThrow('CLOCK_OUT_OF_RANGE');
  });

  it('works from the first second of 2020 on', () => {
    expect(take(generatorAt(Date.UTC(2020, 0, 1)), 1)).toEqual(['MOM-000000-000001-a3f8b2c1']);
  });

  it('refuses a strategy id that no order id can carry', () => {
    expect(() =>
      createOrderIdGenerator({ strategyId: 'mom|' as StrategyId, now: () => SESSION_1RV4K2_MS }),
    ).toThrow('INVALID_STRATEGY_ID');
  });

  it('refuses a UUID that is not a version 4, which could not be a trace id', () => {
    const generator = createOrderIdGenerator({
      strategyId: MOM,
      now: () => SESSION_1RV4K2_MS,
      randomUuid: () => '00000000-0000-0000-0000-000000000000',
    });
    expect(() => generator.next()).toThrow('INVALID_UUID');
  });

  it('makes ids that can be read', () => {
    const generator = createOrderIdGenerator({ strategyId: MOM, now: Date.now });
    const { clientOrderId, orderUuid } = generator.next();
    expect(parseOrderId(clientOrderId)).toMatchObject({
      ok: true,
      strategyId: 'MOM',
      sequence: 1,
      uuidPrefix: orderUuid.slice(0, 8),
    });
  });
});
