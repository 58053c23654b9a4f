import { createRequire } from 'node:module';
import type { Broker } from 'kafkajs';
import type { FetchAnswer, FetchedPartition } from './fetch-answer.ts';
import { FETCH_VERSIONS, fetchAnswer } from './fetch-answer.ts';
import { KafkaFailure } from './kafka-failure.ts';

export type FetchRequest = Parameters<Broker['fetch']>[0];

/** What kafkajs looks up for a request: how to write it, and how to read the answer. */
interface Protocol {
  readonly request: { readonly apiVersion: number };
  readonly response: unknown;
}

interface BrokerInside {
  lookupRequest(apiKey: number, definitions: unknown): (options: unknown) => Protocol;
}

interface ErrorTable {
  createErrorFromCode(code: number): Error;
}

const { createErrorFromCode }: ErrorTable = createRequire(import.meta.url)(
  'kafkajs/src/protocol/error',
);

/**
 * Fetches through kafkajs's own connection, with its login, its time limits and its queue of requests, but
 * reads the answer here: kafkajs (2.2.4) decodes every record into objects before anyone asked, which takes
 * three times as long as reading it and decoding it here.
 *
 * `Broker.fetch` looks up by `lookupRequest` how its answer is read. It runs here on an object that stands
 * before the broker and looks up another answer; the broker itself stays as it is. The version of kafkajs is
 * pinned, and the tests of this package fail when its inside changes.
 *
 * @throws {KafkaFailure} `UNREADABLE` when broker and kafkajs agree on a version not known here
 */
export async function rawFetch(
  broker: Broker,
  request: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  const inside = broker as unknown as BrokerInside;
  const before: Broker & BrokerInside = Object.create(broker, {
    lookupRequest: {
      value: (apiKey: number, definitions: unknown) => (options: unknown) =>
        withOwnAnswer(inside.lookupRequest(apiKey, definitions)(options)),
    },
  });
  const { partitions } = (await before.fetch(request)) as unknown as FetchAnswer;
  return partitions;
}

function withOwnAnswer(protocol: Protocol): Protocol {
  const version = protocol.request.apiVersion;
  if (version < FETCH_VERSIONS.from || version > FETCH_VERSIONS.to)
    throw new KafkaFailure('UNREADABLE', `answers to Fetch, version ${version}, are not known`);
  const response = {
    async decode(payload: Buffer) {
      const answer = fetchAnswer(payload, version);
      // By this name kafkajs keeps the connection quiet for as long as the broker wants.
      return { ...answer, clientSideThrottleTime: answer.throttleMs };
    },
    async parse(answer: FetchAnswer) {
      for (const { errorCode } of [answer, ...answer.partitions])
        if (errorCode !== 0) throw createErrorFromCode(errorCode);
      return answer;
    },
  };
  return { ...protocol, response };
}
