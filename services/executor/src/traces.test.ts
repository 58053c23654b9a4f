import { cancelOf, intent } from '@orderonce/decisions/testing';
import { describe, expect, it } from 'vitest';
import { Abandoned } from './abandoned.ts';
import { lane, recordOf, run, runUntilKilled } from './testing/executor-under-test.ts';
import { createRecordedWorld } from './testing/recorded-world.ts';

const INTENT = intent();
const TRACE = INTENT.orderUuid.replaceAll('-', '');
const ROOT = TRACE.slice(16);
const SENT = `00-${TRACE}-00f067aa0ba902b7-01`;

/** How the one span of a record's handling is linked, and by what it is kept. */
function handling({ spans }: ReturnType<typeof createRecordedWorld>) {
  const found = spans.filter(({ name }) => name === 'process orders.intents');
  expect(found).toHaveLength(1);
  return {
    links: found[0]?.links.map(({ why, context }) => [why, context.spanId]),
    keptFor: found[0]?.attributes['order.kept_for'],
  };
}

describe('where every order is traced', () => {
  it('a plain order is handled, claimed, sent and told', async () => {
    const world = createRecordedWorld({ isSampled: true });
    await run(world.startExecutor(), recordOf(INTENT, '7', { headers: { traceparent: SENT } }));
    const work = world.spans.find(({ name }) => name === 'process orders.intents');
    expect(work).toMatchObject({
      kind: 'consumer',
      traceId: TRACE,
      parent: { spanId: '00f067aa0ba902b7', isRemote: true },
      links: [{ why: null }],
      attributes: {
        'messaging.destination.name': 'orders.intents',
        'messaging.kafka.offset': 7,
        'order.client_order_id': INTENT.clientOrderId,
        'order.symbol': 'AAPL',
        'order.verdict': 'ACCEPTED',
      },
    });
    for (const { name, parent } of world.spans)
      if (name !== work?.name) expect(parent).toEqual({ spanId: work?.spanId, isRemote: false });
    expect(world.story()).toEqual([
      'process orders.intents',
      'claim fresh',
      'submit accepted',
      'send orders.outcomes ACCEPTED',
    ]);
  });

  it('a send that repeats another one is linked to it, and so is a third', async () => {
    const world = createRecordedWorld({ isSampled: true });
    world.broker.script({ kind: 'request-lost' }, { kind: 'not-sent' });
    await run(world.startExecutor(), recordOf(INTENT));
    const sends = world.spans.filter(({ name }) => name === 'submit');
    expect(sends.map(({ attributes }) => attributes['order.submit'])).toEqual([
      'unknown',
      'not-sent',
      'accepted',
    ]);
    expect(
      sends.map(({ links }) => links.map(({ why, context }) => [why, context.spanId])),
    ).toEqual([[], [['retry', sends[0]?.spanId]], [['retry', sends[1]?.spanId]]]);
    expect(sends.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
      undefined,
      1,
      2,
    ]);
    expect(sends.map(({ error }) => error === undefined)).toEqual([false, false, true]);
  });

  it('another copy is linked to the first one, and the same record delivered again says so', async () => {
    const world = createRecordedWorld({ isSampled: true });
    const executor = world.startExecutor();
    await run(executor, recordOf(INTENT, '0'));
    world.spans.splice(0);
    await run(executor, recordOf(INTENT, '7'));
    expect(handling(world).links).toEqual([['duplicate', ROOT]]);
    world.spans.splice(0);
    await run(executor, recordOf(INTENT, '0'));
    expect(handling(world).links).toEqual([['redelivery', ROOT]]);
  });

  it('what is left to the next owner ends all the same', async () => {
    const world = createRecordedWorld({ isSampled: true });
    world.broker.script({ kind: 'request-lost' });
    const stop = new AbortController();
    const submit = world.broker.submit.bind(world.broker);
    world.broker.submit = async (...args) => {
      stop.abort();
      return submit(...args);
    };
    const executor = world.startExecutor();
    await expect(executor(recordOf(INTENT), lane(stop.signal))).rejects.toThrow(Abandoned);
    expect(world.spans.at(-1)).toMatchObject({
      name: 'process orders.intents',
      error: 'this executor was told to stop; the record goes to the next owner',
    });
  });

  it.each([
    ['replayed-from', 'replay'],
    ['redriven-from', 'redrive'],
  ])('a record with the header %s is linked to what it was before', async (header, why) => {
    const world = createRecordedWorld({ isSampled: true });
    const headers = { traceparent: SENT, [header]: 'orders.intents/0/7' };
    await run(world.startExecutor(), recordOf(INTENT, '9', { headers }));
    expect(handling(world).links).toEqual([
      [null, '00f067aa0ba902b7'],
      [why, '00f067aa0ba902b7'],
    ]);
  });
});

describe('where nothing is sampled', () => {
  const unsampled = (venue: Parameters<typeof createRecordedWorld>[1] = {}) =>
    createRecordedWorld({ isSampled: false }, venue);

  it('a plain order and its copy leave no span', async () => {
    const world = unsampled();
    const executor = world.startExecutor();
    await run(executor, recordOf(INTENT, '0'));
    await run(executor, recordOf(INTENT, '7'));
    expect(world.outcomes().map(({ execType }) => execType)).toEqual(['ACCEPTED', 'DUPLICATE']);
    expect(world.story()).toEqual([]);
  });

  it('a doubtful order is traced from the beginning', async () => {
    const world = unsampled();
    world.broker.script({ kind: 'answer-lost' });
    await run(world.startExecutor(), recordOf(INTENT));
    expect(handling(world).keptFor).toBe('doubt');
    expect(world.story()).toEqual([
      'process orders.intents',
      'claim fresh',
      'submit unknown',
      'submit duplicate',
      'submit found',
      'send orders.outcomes ACCEPTED',
    ]);
  });

  it('what an executor that died had begun is traced by the next one', async () => {
    const world = unsampled();
    await runUntilKilled(world.startExecutor('answered'), recordOf(INTENT));
    world.clock.advance(60_000);
    await run(world.startExecutor(), recordOf(INTENT));
    expect(handling(world)).toEqual({ links: [['redelivery', ROOT]], keptFor: 'doubt' });
  });

  it('a held order is traced, and so is its record delivered again', async () => {
    const world = unsampled({ capabilities: { repeatedClientOrderId: 'accepted' } });
    world.broker.script({ kind: 'request-lost' });
    const executor = world.startExecutor();
    await run(executor, recordOf(INTENT));
    expect(handling(world).keptFor).toBe('held');
    expect(world.story().at(-1)).toBe('send orders.outcomes HELD');
    await run(executor, recordOf(INTENT));
    expect(handling(world)).toEqual({ links: [['redelivery', ROOT]], keptFor: 'held' });
  });

  it('a denied order is traced, and so is its record delivered again', async () => {
    const world = unsampled();
    const executor = world.startExecutor();
    const cancel = recordOf(cancelOf(INTENT.clientOrderId));
    await run(executor, cancel);
    expect(world.outcomes()[0]?.execType).toBe('DENIED');
    expect(handling(world).keptFor).toBe('denied');
    expect(world.story()).toContain('send orders.outcomes DENIED');
    await run(executor, cancel);
    expect(handling(world).keptFor).toBe('denied');
  });

  it('a record that cannot be taken is traced where its order can be read', async () => {
    const world = unsampled();
    const broken = Buffer.from(JSON.stringify({ ...INTENT, quantity: 'ten' }));
    await run(world.startExecutor(), recordOf(INTENT, '0', { value: broken }));
    expect(handling(world).keptFor).toBe('refused');
    expect(world.story()).toEqual(['process orders.intents', 'send orders.outcomes REFUSED']);
  });

  it('an id that was used for another order is traced', async () => {
    const world = unsampled();
    const executor = world.startExecutor();
    await run(executor, recordOf(INTENT, '0'));
    await run(executor, recordOf(intent({ quantity: '11' }), '1'));
    expect(handling(world)).toEqual({ links: [['duplicate', ROOT]], keptFor: 'refused' });
  });

  it('what goes out carries the sampled flag from the moment at which the trace is kept, and not before', async () => {
    const world = unsampled();
    const executor = world.startExecutor();
    await run(executor, recordOf(INTENT));
    world.broker.script({ kind: 'answer-lost' });
    const next = intent({ clientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1' });
    await run(executor, recordOf(next, '1'));
    const flags = world.outcomeHeaders().map(({ traceparent = '' }) => traceparent.slice(-2));
    expect(flags).toEqual(['00', '01']);
  });
});
