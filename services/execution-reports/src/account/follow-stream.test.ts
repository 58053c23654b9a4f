import type { BrokerReport, ExecutionReport } from '@orderonce/brokers';
import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { accountUnderTest, BUY_10, idOf, NOW_MS } from '../testing/account-under-test.ts';
import { followStream } from './follow-stream.ts';

const REPORT: ExecutionReport = {
  ...{ kind: 'report', event: 'STATUS', transactTimeMs: NOW_MS },
  order: {
    ...{ brokerOrderId: 'venue-1', clientOrderId: idOf(1), body: BUY_10 },
    ...{ ordStatus: 'NEW', cumQty: decimal('0') },
  },
};
const CONNECTED: BrokerReport = { kind: 'connected' };
const LOST: BrokerReport = { kind: 'disconnected', why: 'lost', text: 'cut' };
const WRONG_KEYS: BrokerReport = { kind: 'disconnected', why: 'unauthorized', text: 'no' };
const strange = (text: string, brokerOrderId?: string): BrokerReport => ({
  ...{ kind: 'unrecognised', text },
  ...(brokerOrderId !== undefined && { brokerOrderId }),
});

/** Each connection tells its reports; after the last one the reader is stopped. */
async function followed(connections: readonly (readonly BrokerReport[])[], isWhole = true) {
  const { ports, logged, stopping } = accountUnderTest();
  const left = [...connections];
  const said: unknown[] = [];
  await followStream(
    {
      async *reports() {
        yield* left.shift() ?? [];
        if (left.length === 0) stopping.abort();
      },
    },
    {
      take({ event }) {
        said.push(event);
        return isWhole;
      },
      doubt: (id) => said.push(['doubt', id]),
    },
    {
      ...{ accountId: 'acct-1', log: ports.log, signal: stopping.signal },
      timing: {
        streaming: (isStreaming) => said.push(isStreaming ? 'connected' : 'lost'),
        gap: () => said.push('gap'),
      },
      sleep: async (durationMs) => {
        said.push(durationMs);
      },
    },
  );
  const lines = logged.map(({ event, why, shape }) => [event, why ?? shape].filter(Boolean));
  return { said, lines };
}

test('a lost connection is followed by another, after pauses that double until something is told', async () => {
  const { said } = await followed([
    [CONNECTED, LOST],
    [LOST],
    [CONNECTED, LOST],
    [CONNECTED, REPORT, LOST],
    [CONNECTED, LOST],
  ]);
  expect(said).toEqual([
    ...['connected', 'lost', 200, 'lost', 400, 'connected', 'lost', 800],
    ...['connected', 'STATUS', 'lost', 200, 'connected', 'lost'],
  ]);
});

test('pauses end at ten seconds', async () => {
  const { said } = await followed(Array.from({ length: 9 }, () => [LOST]));
  expect(said.filter((each) => typeof each === 'number')).toEqual([
    200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000,
  ]);
});

test('with wrong keys a minute passes before the next try', async () => {
  const { said, lines } = await followed([[WRONG_KEYS], [WRONG_KEYS], []]);
  expect(said).toEqual(['lost', 60_000, 'lost', 60_000]);
  expect(lines).toEqual([['stream-lost', 'unauthorized']]);
});

test('a loss and a new connection are one log line each', async () => {
  const { lines } = await followed([[CONNECTED, LOST], [LOST], [LOST], [CONNECTED], []]);
  expect(lines).toEqual([['stream-connected'], ['stream-lost', 'lost'], ['stream-connected']]);
});

test('a report that leaves something open asks for a round', async () => {
  expect((await followed([[REPORT]], false)).said).toEqual(['STATUS', 'gap']);
});

test('what cannot be read is logged once with its shape, and its order is looked at', async () => {
  const { said, lines } = await followed([
    [strange('event melted', 'venue-1'), strange('event melted', 'venue-2'), strange('a list')],
  ]);
  expect(said).toEqual([['doubt', 'venue-1'], 'gap', ['doubt', 'venue-2'], 'gap', 'gap']);
  expect(lines).toEqual([
    ['unrecognised-report', 'event melted'],
    ['unrecognised-report', 'a list'],
  ]);
});
