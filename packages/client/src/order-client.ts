import {
  type ClientOrderId,
  encodeIntent,
  type Intent,
  type Outcome,
  partitionKey,
  sessionStartMsOf,
  type TopicNames,
} from '@orderonce/contracts';
import type {
  KafkaConnection,
  Publisher,
  ReadTopicOptions,
  RecordPosition,
} from '@orderonce/kafka';
import {
  ATTRIBUTES,
  headersOf,
  type OrderTracer,
  placeAttributes,
  rootTraceparentOf,
  SPAN_NAMES,
  sendAttributes,
} from '@orderonce/telemetry';
import { ClientFailure } from './client-failure.ts';
import type { IntentBuilder } from './intent-builder.ts';
import { type FollowedOutcome, followOutcomes } from './outcome-stream.ts';
import { isAnswer, OutcomeWatch, type Wanted } from './outcome-watch.ts';

export interface Published {
  readonly clientOrderId: ClientOrderId;
  readonly position: RecordPosition;
}

export interface AwaitOptions {
  /** Default: 60 000. */
  readonly timeoutMs?: number;
  /** Default: the first answer, which is a verdict, a hold or a refusal. */
  readonly until?: Wanted;
}

/** What a strategy holds: it makes intents, publishes them and hears what became of them. */
export interface OrderClient extends IntentBuilder {
  /**
   * Resolves once Kafka has the intent on all in-sync replicas, and waits while Kafka is away. Publishing the
   * same intent again, after a doubt or a restart, is safe: it is one order.
   */
  publish(intent: Intent): Promise<Published>;
  /**
   * The outcome of an order, published by this client or by anybody, before this call or after it.
   *
   * @throws {ClientFailure} `OUTCOME_TIMEOUT`, which says nothing about the order
   */
  awaitOutcome(clientOrderId: ClientOrderId, options?: AwaitOptions): Promise<Outcome>;
  /** Every outcome on the topic, from a point on; leave the loop to stop. Default: from now on. */
  followOutcomes(from?: ReadTopicOptions['from']): AsyncIterable<FollowedOutcome>;
  /** Publishes what is queued, for at most five seconds, and disconnects. */
  stop(): Promise<void>;
}

export interface OrderClientParts {
  readonly builder: IntentBuilder;
  readonly publisher: Publisher;
  readonly connection: KafkaConnection;
  readonly topics: TopicNames;
  readonly tracer: OrderTracer;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const STOP_DEADLINE_MS = 5000;
/** Between this machine's clock and the log's. */
const CLOCK_MARGIN_MS = 60_000;

export function createOrderClient(parts: OrderClientParts): OrderClient {
  const { builder, publisher, connection, topics, tracer, nowMs } = parts;
  const stopping = new AbortController();
  const watch = new OutcomeWatch();
  const beganMs = nowMs();
  let following: Promise<void> | null = null;

  async function feedFrom(
    timestampMs: number,
    signal: AbortSignal,
    holding?: ClientOrderId,
  ): Promise<void> {
    const from = { timestampMs: timestampMs - CLOCK_MARGIN_MS };
    for await (const followed of followOutcomes(connection, {
      topic: topics.outcomes,
      from,
      signal,
      ...(holding && { holding }),
    }))
      if (followed.ok) watch.take(followed.outcome);
  }

  /** One reading for all orders of this client; who waits when it fails is told, who comes later tries anew. */
  async function follow(): Promise<void> {
    try {
      await feedFrom(beganMs, stopping.signal);
    } catch (error) {
      following = null;
      watch.fail(error);
    }
  }

  return {
    ...builder,
    async publish(intent) {
      if (stopping.signal.aborted) throw new ClientFailure('STOPPED', 'the client was stopped');
      const isRepeat = watch.isExpected(intent.clientOrderId);
      watch.expect(intent.clientOrderId);
      const record = {
        topic: topics.intents,
        key: partitionKey(intent.accountId, intent.symbol),
        value: encodeIntent(intent),
      };
      const span = tracer.start(SPAN_NAMES.publishIntent, {
        orderUuid: intent.orderUuid,
        // Of several sends of one intent the first is the root of its trace; the others point at it.
        ...(isRepeat
          ? { links: [{ to: rootTraceparentOf(intent.orderUuid), why: 'retry' }] }
          : { root: true }),
        kind: 'producer',
        attributes: () => ({
          ...sendAttributes(record),
          [ATTRIBUTES.clientOrderId]: intent.clientOrderId,
          [ATTRIBUTES.strategyId]: intent.strategyId,
          [ATTRIBUTES.accountId]: intent.accountId,
          [ATTRIBUTES.symbol]: intent.symbol,
        }),
      });
      try {
        const headers = { 'content-type': 'application/json', ...headersOf(span) };
        const position = await publisher.publish({ ...record, headers });
        span.set(placeAttributes(position));
        span.end();
        return { clientOrderId: intent.clientOrderId, position };
      } catch (error) {
        span.end(error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
    async awaitOutcome(clientOrderId, { timeoutMs = DEFAULT_TIMEOUT_MS, until = isAnswer } = {}) {
      const done = new AbortController();
      const late = new ClientFailure(
        'OUTCOME_TIMEOUT',
        `no outcome of ${clientOrderId} within ${timeoutMs} ms; the order may exist`,
      );
      const timer = setTimeout(() => done.abort(late), timeoutMs);
      const signal = AbortSignal.any([stopping.signal, done.signal]);
      const outcome = watch.wait(clientOrderId, until, signal);
      try {
        if (watch.isExpected(clientOrderId)) following ??= follow();
        // Somebody else's order: what was published of it lies between its session and now.
        else
          await Promise.race([
            outcome,
            feedFrom(sessionStartMsOf(clientOrderId), signal, clientOrderId),
          ]);
        return await outcome;
      } finally {
        clearTimeout(timer);
        done.abort();
      }
    },
    followOutcomes: (from = 'end') =>
      followOutcomes(connection, { topic: topics.outcomes, from, signal: stopping.signal }),
    async stop() {
      stopping.abort(new ClientFailure('STOPPED', 'the client was stopped'));
      await publisher.stop(STOP_DEADLINE_MS);
      await following;
    },
  };
}
