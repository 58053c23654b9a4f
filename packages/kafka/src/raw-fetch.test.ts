import type { Broker } from 'kafkajs';
import { expect, test } from 'vitest';
import { rawFetch } from './raw-fetch.ts';

interface Reading {
  decode(payload: Buffer): Promise<unknown>;
  parse(answer: unknown): Promise<unknown>;
}

interface FakeBroker {
  lookupRequest(): () => { request: { apiVersion: number }; response: unknown };
  fetch(): Promise<unknown>;
}

/** As kafkajs's broker does: looks up how to ask and to read, sends, reads. */
function brokerThatSpeaks(apiVersion: number, payload: Buffer): Broker {
  const broker: FakeBroker = {
    lookupRequest: () => () => ({ request: { apiVersion }, response: 'of kafkajs' }),
    async fetch() {
      const response = this.lookupRequest()().response as Reading;
      return response.parse(await response.decode(payload));
    },
  };
  return broker as unknown as Broker;
}

const EMPTY_ANSWER = Buffer.alloc(14);
const request = { topics: [] };

test('an answer is read here, and the broker stays as it is', async () => {
  const broker = brokerThatSpeaks(11, EMPTY_ANSWER);
  const fields = Object.keys(broker);
  expect(await rawFetch(broker, request)).toEqual([]);
  expect(Object.keys(broker)).toEqual(fields);
});

test.each([3, 12])('version %i of the answer is refused', async (version) => {
  const fetching = rawFetch(brokerThatSpeaks(version, EMPTY_ANSWER), request);
  await expect(fetching).rejects.toThrow(`UNREADABLE: answers to Fetch, version ${version}`);
});

test('an error of the whole answer is told by its name', async () => {
  const answer = Buffer.from(EMPTY_ANSWER);
  answer.writeInt16BE(6, 4);
  await expect(rawFetch(brokerThatSpeaks(11, answer), request)).rejects.toMatchObject({
    type: 'NOT_LEADER_FOR_PARTITION',
    retriable: true,
  });
});
