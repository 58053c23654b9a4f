import { type ExecType, encodeOutcome, type OrderUuid, partitionKey } from '@orderonce/contracts';
import type { Publisher } from '@orderonce/kafka';
import { ATTRIBUTES, headersOf, type OrderTracer, SPAN_NAMES } from '@orderonce/telemetry';
import type { Report } from './fill-outcome.ts';

/** Puts one outcome on the log; resolves when Kafka has it. */
export type PublishReport = (outcome: Report, orderUuid: OrderUuid | undefined) => Promise<void>;

export interface ReportPublisherOptions {
  readonly topic: string;
  readonly tracer: OrderTracer;
  /** Hears of each outcome that Kafka has. */
  told(execType: ExecType): void;
}

/**
 * Publishes to `topic`. Where the order's UUID is known, the record is a span of the order's trace; the
 * outcome itself never carries the UUID, so that it is the same whether it is known or not.
 */
export function reportPublisher(
  publisher: Publisher,
  { topic, tracer, told }: ReportPublisherOptions,
): PublishReport {
  return async (outcome, orderUuid) => {
    const span =
      orderUuid === undefined
        ? null
        : tracer.start(SPAN_NAMES.publishOutcome, {
            orderUuid,
            kind: 'producer',
            attributes: {
              [ATTRIBUTES.messagingDestinationName]: topic,
              [ATTRIBUTES.execType]: outcome.execType,
              [ATTRIBUTES.accountId]: outcome.accountId,
            },
          });
    await publisher.publish({
      topic,
      key: partitionKey(outcome.accountId, outcome.symbol),
      value: encodeOutcome(outcome),
      headers: { 'content-type': 'application/json', ...(span && headersOf(span)) },
    });
    span?.end();
    told(outcome.execType);
  };
}
