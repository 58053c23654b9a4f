import type { AccountId } from '@orderonce/contracts';
import { accepted, trade } from '@orderonce/positions/testing';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { BreakBoard } from '../breaks/break-board.ts';
import { EventReader } from '../events/event-reader.ts';
import { listenToEvents } from '../testing/listen-to-events.ts';
import { stateUnderTest, takeAll } from '../testing/state-under-test.ts';
import { addEventRoute } from './event-route.ts';

const bought = (cumQty: string, symbol = 'AAPL') => trade(cumQty, '1', '100', { symbol });

async function serving(limits = {}) {
  const state = await stateUnderTest({ partitionCount: 2, limits });
  const board = new BreakBoard(state.redis, state.state);
  const server = fastify({ forceCloseConnections: true });
  addEventRoute(server, {
    reader: state.reader,
    events: new EventReader(state.redis, [...state.reader.events, board.events]),
    pace: { pollMs: 10, heartbeatMs: 50 },
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...{ url, board, store: state.createStore() },
    async [Symbol.asyncDispose]() {
      await server.close();
      await state[Symbol.asyncDispose]();
    },
  };
}

test('each change of a position is told with the outcome that caused it, of all partitions', async () => {
  await using at = await serving();
  await takeAll(at.store, [accepted()]);
  await using client = await listenToEvents(at.url);
  expect(client.contentType).toBe('text/event-stream; charset=utf-8');
  await expect.poll(() => client.heard[0]).toMatchObject({ event: 'begin', id: '1,-,-' });
  await takeAll(at.store, [bought('1'), bought('1')]);
  await takeAll(at.store, [bought('1', 'IBM')], { partition: 1 });
  await expect.poll(() => client.named('change')).toHaveLength(2);
  expect(client.named('change')).toMatchObject([
    {
      id: '2,-,-',
      data: {
        position: { symbol: 'AAPL', quantity: '1', averagePrice: '100', open: { buyQty: '9' } },
        outcome: { execType: 'TRADE', cumQty: '1', record: { partition: 0, offset: '1' } },
      },
    },
    { id: '2,1,-', data: { position: { symbol: 'IBM', quantity: '1' } } },
  ]);
});

test('who was away goes on behind the last event that it saw', async () => {
  await using at = await serving();
  await takeAll(
    at.store,
    ['1', '2', '3'].map((cumQty) => bought(cumQty)),
  );
  await using client = await listenToEvents(at.url, '1,-,-');
  await expect.poll(() => client.named('change')).toHaveLength(2);
  expect(client.named('change')).toMatchObject([
    { id: '2,-,-', data: { position: { quantity: '2' } } },
    { id: '3,-,-', data: { position: { quantity: '3' } } },
  ]);
});

test.each([
  ['of changes that are not kept any more', '1,-,-'],
  ['of another tracker', '1,2,3,4,5'],
])('an id %s gets a reset, and then what comes next', async (_, lastEventId) => {
  await using at = await serving({ events: 1 });
  // More than one node of the stream: Redis lets go of whole ones.
  const many = Array.from({ length: 400 }, (_, index) => bought(String(index + 1)));
  await takeAll(at.store, many);
  await using client = await listenToEvents(at.url, lastEventId);
  await expect.poll(() => client.heard[0]).toMatchObject({ event: 'reset', id: '400,-,-' });
  await takeAll(at.store, [bought('500')]);
  await expect.poll(() => client.named('change')).toMatchObject([{ id: '401,-,-' }]);
});

test('breaks are told too, when they begin and when they end', async () => {
  await using at = await serving();
  await using client = await listenToEvents(at.url);
  await expect.poll(() => client.named('begin')).toHaveLength(1);
  const accountId = 'acct-1' as AccountId;
  const difference = { symbol: 'AAPL', ours: '1', venue: '3', changedAt: null } as never;
  await at.board.replace(accountId, [difference], 7);
  await at.board.replace(accountId, [], 9);
  const told = { accountId, symbol: 'AAPL', ours: '1', venue: '3', sinceMs: 7 };
  await expect.poll(() => client.named('break-ended')).toMatchObject([{ data: told }]);
  expect(client.named('break')).toMatchObject([{ data: told }]);
});

test('a client that hears nothing is sent a comment from time to time', async () => {
  await using at = await serving();
  await using client = await listenToEvents(at.url);
  await expect
    .poll(() => client.heard.filter(({ comment }) => comment !== undefined).length)
    .toBeGreaterThan(1);
});
