import {
  encodeIntent,
  encodeOutcome,
  type Intent,
  type Outcome,
  partitionKey,
  type TopicNames,
} from '@orderonce/contracts';
import { createPublisher, type KafkaConnection } from '@orderonce/kafka';

/** Publishes what a test's pipeline says, under the keys that it has by rights. */
export function openPipeline(connection: KafkaConnection, topics: TopicNames) {
  const publisher = createPublisher(connection);
  return {
    intent: (intent: Intent, key = partitionKey(intent.accountId, intent.symbol)) =>
      publisher.publish({ topic: topics.intents, key, value: encodeIntent(intent) }),
    outcome(outcome: Outcome) {
      const { accountId, symbol } = outcome;
      const key = accountId && symbol ? partitionKey(accountId, symbol) : null;
      return publisher.publish({ topic: topics.outcomes, key, value: encodeOutcome(outcome) });
    },
    raw: publisher.publish,
    [Symbol.asyncDispose]: () => publisher.stop(1000),
  };
}

export type Pipeline = ReturnType<typeof openPipeline>;
