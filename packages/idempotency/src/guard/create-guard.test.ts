import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import { testGuard } from '../testing/test-guard.ts';
import { DefiniteFailure } from './guarded-call.ts';

const order = {
  accountId: 'ACC-1',
  symbol: 'AAPL',
  side: 'BUY',
  quantity: 100,
  timestampMs: 1_729_636_823_456,
};

function open(yaml = '') {
  let nowMs = 1_729_636_823_456;
  let calls = 0;
  const guard = testGuard(createMemoryStore({ nowMs: () => nowMs, every: () => () => {} }), yaml);
  return {
    ...guard,
    calls: () => calls,
    pass: (ms: number) => {
      nowMs += ms;
    },
    accept: async () => {
      calls += 1;
      return { orderId: `BROKER-${calls}` };
    },
    fail: (error: Error) => async () => {
      calls += 1;
      throw error;
    },
  };
}
const value = async (guard: ReturnType<typeof open>, name: string) =>
  (await guard.registry.getSingleMetric(name)?.get())?.values[0]?.value;

describe('FR-002: placing', () => {
  test('a first order is placed, an equal one is told of it and not called', async () => {
    const guard = open();
    const first = await guard.placeOrder(order, guard.accept);
    expect(first).toEqual({
      success: true,
      status: 'placed',
      message: 'Order placed successfully',
      orderId: 'BROKER-1',
      fromCache: false,
      requestId: expect.any(String),
    });
    expect(await guard.placeOrder({ ...order, quantity: '100.0' }, guard.accept)).toEqual({
      success: true,
      status: 'duplicate_detected',
      message: 'Order already placed',
      orderId: 'BROKER-1',
      fromCache: true,
      originalRequestId: first.requestId,
    });
    expect(guard.calls()).toBe(1);
    expect(guard.lines).toHaveLength(1);
  });

  test('an equal order while the first is under way is being processed', async () => {
    const guard = open();
    let answer = (_: { orderId: string }) => {};
    const first = guard.placeOrder(
      order,
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const second = await guard.placeOrder(order, guard.accept);
    expect(second).toMatchObject({ success: false, status: 'processing', fromCache: true });
    answer({ orderId: 'BROKER-9' });
    expect((await first).requestId).toBe(second.originalRequestId);
    expect(guard.calls()).toBe(0);
  });

  test('a definite failure may be tried again', async () => {
    const guard = open();
    const refusal = guard.fail(new DefiniteFailure('insufficient buying power'));
    expect(await guard.placeOrder(order, refusal)).toMatchObject({
      success: false,
      status: 'failed',
      message: 'Order placement failed: insufficient buying power',
      fromCache: false,
    });
    expect((await guard.placeOrder(order, guard.accept)).status).toBe('placed');
    expect(guard.calls()).toBe(2);
  });

  test('unless the configuration forbids it', async () => {
    const guard = open('idempotency: { behavior: { allowRetryAfterFailure: false } }');
    await guard.placeOrder(order, guard.fail(new DefiniteFailure('no')));
    expect(await guard.placeOrder(order, guard.accept)).toMatchObject({
      status: 'failed',
      fromCache: true,
    });
    expect(guard.calls()).toBe(1);
  });

  test('NFR-002: an ambiguous failure frees nothing: the order may exist', async () => {
    const guard = open();
    const timeout = await guard.placeOrder(order, guard.fail(new Error('timeout')));
    expect(timeout).toMatchObject({ status: 'failed', isOutcomeUnknown: true });
    expect(await guard.placeOrder(order, guard.accept)).toMatchObject({
      status: 'processing',
      originalRequestId: timeout.requestId,
    });
    guard.pass(60_000);
    expect((await guard.placeOrder(order, guard.accept)).status).toBe('processing');
    expect(guard.calls()).toBe(1);
  });

  test('a request under its own id is recognised at any time, and its changes are named', async () => {
    const guard = open();
    const mine = { ...order, requestId: 'MY-1' };
    await guard.placeOrder(mine, guard.accept);
    guard.pass(7_200_000);
    const later = { ...mine, timestampMs: order.timestampMs + 7_200_000 };
    expect(await guard.placeOrder(later, guard.accept)).toMatchObject({
      status: 'duplicate_detected',
      orderId: 'BROKER-1',
      originalRequestId: 'MY-1',
    });
    expect(await guard.placeOrder({ ...later, quantity: 7 }, guard.accept)).toMatchObject({
      status: 'failed',
      message: 'Order placement failed: this request id was used with other quantity',
    });
    expect(guard.calls()).toBe(1);
  });

  test('FR-004: after its time the same order is a new one, and is counted as a retry after expiry', async () => {
    const guard = open();
    await guard.placeOrder(order, guard.accept);
    guard.pass(3_600_000);
    expect((await guard.placeOrder(order, guard.accept)).status).toBe('placed');
    expect(await value(guard, 'idempotency_retries_after_expiry')).toBe(1);
    expect(await value(guard, 'idempotency_duplicate_orders_prevented')).toBe(0);
    guard.pass(3_600_000 + 86_400_000);
    await guard.placeOrder(order, guard.accept);
    expect(await value(guard, 'idempotency_retries_after_expiry')).toBe(1);
  });

  test('a wanted repeat says so, and a strategy may be let through', async () => {
    const guard = open(
      'idempotency: { behavior: { contentDuplicatesByStrategy: { GRID: allow } } }',
    );
    await guard.placeOrder(order, guard.accept);
    expect((await guard.placeOrder({ ...order, occurrence: 2 }, guard.accept)).status).toBe(
      'placed',
    );
    const grid = { ...order, strategyId: 'GRID' };
    await guard.placeOrder(grid, guard.accept);
    expect((await guard.placeOrder(grid, guard.accept)).status).toBe('placed');
  });

  test('without returnCachedResult the broker’s id is kept back', async () => {
    const guard = open('idempotency: { behavior: { returnCachedResult: false } }');
    await guard.placeOrder(order, guard.accept);
    expect(await guard.placeOrder(order, guard.accept)).not.toHaveProperty('orderId');
  });

  test('switched off it calls every time', async () => {
    const guard = open('idempotency: { enabled: false }');
    await guard.placeOrder(order, guard.accept);
    expect((await guard.placeOrder(order, guard.accept)).status).toBe('placed');
    expect(guard.calls()).toBe(2);
  });

  test('what the caller got wrong is thrown before anything is called', async () => {
    const guard = open();
    await expect(guard.placeOrder({ ...order, quantity: -1 }, guard.accept)).rejects.toThrow(
      'INVALID_FIELD: quantity must be greater than 0',
    );
    expect(guard.calls()).toBe(0);
  });
});

describe('FR-002: changing and closing', () => {
  test('a repeated modification is not called again, another one is', async () => {
    const guard = open();
    const change = { accountId: 'A', targetOrderId: 'X', timestampMs: order.timestampMs };
    await guard.modifyOrder({ ...change, quantity: 5 }, guard.accept);
    const again = await guard.modifyOrder({ ...change, quantity: 5 }, guard.accept);
    expect(again.status).toBe('duplicate_detected');
    await guard.modifyOrder({ ...change, quantity: 6 }, guard.accept);
    expect(guard.calls()).toBe(2);
  });

  test('a position is closed once', async () => {
    const guard = open();
    const close = { accountId: 'A', symbol: 'AAPL', timestampMs: order.timestampMs };
    await guard.closePosition(close, guard.accept);
    expect((await guard.closePosition(close, guard.accept)).status).toBe('duplicate_detected');
    expect(guard.calls()).toBe(1);
  });
});

describe('validation: 1000 duplicate requests', () => {
  const requests = Array.from({ length: 1_000 }, () => order);

  test('one after another lead to one order and a hit rate of 0.999', async () => {
    const guard = open();
    for (const request of requests) await guard.placeOrder(request, guard.accept);
    expect(guard.calls()).toBe(1);
    expect(guard.metrics.hitRate()).toBe(0.999);
    expect(await value(guard, 'idempotency_duplicate_orders_prevented')).toBe(999);
  });

  test('all at once lead to one order and a hit rate of 0.999', async () => {
    const guard = open();
    await Promise.all(requests.map((request) => guard.placeOrder(request, guard.accept)));
    expect(guard.calls()).toBe(1);
    expect(guard.metrics.hitRate()).toBe(0.999);
  });
});

test('metrics carry the document’s names and buckets', async () => {
  const guard = open();
  await guard.placeOrder(order, guard.accept);
  await guard.placeOrder(order, guard.accept);
  guard.metrics.setCacheSize(2);
  const text = await guard.registry.metrics();
  expect(text).toContain('idempotency_key_generation_duration_ms_bucket{le="0.1"}');
  expect(text.match(/_bucket\{le="([^"]+)"\}/g)).toHaveLength(6);
  expect(text).toContain('\nidempotency_cache_hits 1\n');
  expect(text).toContain('\nidempotency_cache_misses 1\n');
  expect(text).toContain('\nidempotency_duplicate_orders_prevented 1\n');
  expect(text).toContain('\nidempotency_cache_size 2\n');
  expect(text).toContain('\nidempotency_cache_errors 0\n');
  expect(text).toContain('\norders_placed 1\n');
});
