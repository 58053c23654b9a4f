import { connect, type OrderClient } from '@orderonce/client';
import {
  type AccountId,
  type ClientOrderId,
  decodeOutcome,
  type Outcome,
  type TradingSymbol,
} from '@orderonce/contracts';
import type { KafkaConnection, LogSink, ReadTopicOptions } from '@orderonce/kafka';
import type { Clock } from '../clock.ts';
import { type FollowedTopic, followTopic } from '../kafka/follow-topic.ts';

/** The intents and outcomes, as far as a person's commands touch them. */
export interface OrderTopics {
  /** Hands over every outcome from a point on that can be read, or those of one order only. */
  followOutcomes(options: {
    readonly from: ReadTopicOptions['from'];
    readonly onlyOf?: ClientOrderId;
    readonly onOutcome: (outcome: Outcome) => void;
  }): FollowedTopic;
  openCanceller(): Canceller;
}

/** Asks executors to cancel orders, as strategy `KILL`. */
interface Canceller extends AsyncDisposable {
  /** Makes the cancel and gives its id before it is published, so that its answer cannot be missed. */
  prepare(order: OrderToCancel): {
    readonly cancelId: ClientOrderId;
    /** Resolves when Kafka has it, and waits while Kafka is away. */
    readonly publish: () => Promise<unknown>;
  };
}

interface OrderToCancel {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly clientOrderId: ClientOrderId;
}

export interface OrderTopicsOptions {
  readonly connection: KafkaConnection;
  /** Of the outcomes. */
  readonly topic: string;
  readonly clock: Clock;
  readonly patienceMs: number;
  /** For the clients that publish the cancels. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: LogSink;
}

const STRATEGY_ID = 'KILL';

export function orderTopics(options: OrderTopicsOptions): OrderTopics {
  const { variables, log, clock, ...following } = options;
  return {
    followOutcomes: ({ from, onlyOf, onOutcome }) =>
      followTopic({
        ...following,
        clock,
        from,
        onRecord({ value }) {
          if (value === null || (onlyOf !== undefined && !value.includes(onlyOf))) return;
          const decoded = decodeOutcome(value);
          if (decoded.ok) onOutcome(decoded.outcome);
        },
      }),
    openCanceller() {
      const clients = new Map<AccountId, OrderClient>();
      // One sequence of ids for all accounts.
      const counter = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
      function clientOf(accountId: AccountId): OrderClient {
        const known = clients.get(accountId);
        if (known !== undefined) return known;
        const party = { strategyId: STRATEGY_ID, accountId, environment: variables };
        const client = connect({ ...party, log, counter, nowMs: clock.nowMs });
        clients.set(accountId, client);
        return client;
      }
      return {
        prepare({ accountId, symbol, clientOrderId }) {
          const client = clientOf(accountId);
          const intent = client.cancel({ symbol, origClientOrderId: clientOrderId });
          return { cancelId: intent.clientOrderId, publish: () => client.publish(intent) };
        },
        async [Symbol.asyncDispose]() {
          await Promise.all([...clients.values()].map((client) => client.stop()));
        },
      };
    },
  };
}
