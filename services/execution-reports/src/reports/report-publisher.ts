import { encodeOutcome, type OrderUuid, partitionKey } from '@orderonce/contracts';
import type { Publisher } from '@orderonce/kafka';
import {
  ATTRIBUTES,
  headersOf,
  type KafkaNames,
  type OrderTracer,
  placeAttributes,
  SPAN_NAMES,
  sendAttributes,
} from '@orderonce/telemetry';
import type { OrderTraces } from '../orders/order-traces.ts';
import type { Report } from './fill-outcome.ts';

/** Puts one outcome on the log; resolves when Kafka has it. */
export type PublishReport = (outcome: Report, orderUuid: OrderUuid | undefined) => Promise<void>;

export interface ReportPublisherOptions {
  readonly topic: string;
  readonly tracer: OrderTracer;
  readonly traces: Pick<OrderTraces, 'parentOf'>;
  readonly kafka?: KafkaNames;
  /** Hears of each outcome that Kafka has. */
  told(outcome: Report): void;
}

/**
 * Publishes to `topic`. Where the order's UUID is known, the record is a span of the order's trace; the
 * outcome itself never carries the UUID, so that it is the same whether it is known or not.
 */
export function reportPublisher(
  publisher: Publisher,
  { topic, tracer, traces, kafka, told }: ReportPublisherOptions,
): PublishReport {
  return async (outcome, orderUuid) => {
    const record = {
      topic,
      key: partitionKey(outcome.accountId, outcome.symbol),
      value: encodeOutcome(outcome),
    };
    const span =
      orderUuid === undefined
        ? null
        : tracer.start(SPAN_NAMES.publishOutcome, {
            orderUuid,
            parent: traces.parentOf(orderUuid),
            kind: 'producer',
            attributes: () => ({
              ...sendAttributes(record, kafka),
              [ATTRIBUTES.execType]: outcome.execType,
              [ATTRIBUTES.accountId]: outcome.accountId,
            }),
          });
    const headers = { 'content-type': 'application/json', ...(span && headersOf(span)) };
    const position = await publisher.publish({ ...record, headers });
    span?.set(placeAttributes(position));
    span?.end();
    told(outcome);
  };
}
