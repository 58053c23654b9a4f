import type { Broker } from 'kafkajs';
import type { Protocol } from './broker-before.ts';
import { brokerBefore } from './broker-before.ts';
import type { FetchAnswer, FetchedPartition } from './fetch-answer.ts';
import { checkFetchVersion, fetchAnswer } from './fetch-answer.ts';
import { brokerError } from './kafkajs-error.ts';

export type FetchRequest = Parameters<Broker['fetch']>[0];

/**
 * Fetches through kafkajs's own connection, with its login, its time limits and its queue of requests, but
 * reads the answer here: kafkajs (2.2.4) decodes every record into objects before anyone asked, which takes
 * three times as long as reading it and decoding it here.
 *
 * @throws {KafkaFailure} `UNREADABLE` when broker and kafkajs agree on a version not known here
 */
export async function rawFetch(
  broker: Broker,
  request: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  const before = brokerBefore(broker, withOwnAnswer);
  const { partitions } = (await before.fetch(request)) as unknown as FetchAnswer;
  return partitions;
}

function withOwnAnswer(protocol: Protocol): Protocol {
  const version = protocol.request.apiVersion;
  checkFetchVersion(version);
  const response = {
    async decode(payload: Buffer) {
      const answer = fetchAnswer(payload, version);
      // By this name kafkajs keeps the connection quiet for as long as the broker wants.
      return { ...answer, clientSideThrottleTime: answer.throttleMs };
    },
    async parse(answer: FetchAnswer) {
      for (const { errorCode } of [answer, ...answer.partitions]) {
        const error = brokerError(errorCode);
        if (error !== null) throw error;
      }
      return answer;
    },
  };
  return { ...protocol, response };
}
