import { encodeOutcome, type OrderUuid, partitionKey } from '@orderonce/contracts';
import type { Publisher } from '@orderonce/kafka';
import {
  ATTRIBUTES,
  headersOf,
  type KafkaNames,
  type OrderSpan,
  type OrderTracer,
  placeAttributes,
  SPAN_NAMES,
  type SpanAttributes,
  sendAttributes,
} from '@orderonce/telemetry';
import type { OrderTraces } from '../orders/order-traces.ts';
import type { Report } from './fill-outcome.ts';

/** Puts one outcome on the log; resolves when Kafka has it. */
export type PublishReport = (outcome: Report, orderUuid: OrderUuid | undefined) => Promise<void>;

export interface ReportPublisherOptions {
  readonly topic: string;
  readonly tracer: OrderTracer;
  readonly traces: Pick<OrderTraces, 'parentOf' | 'onceAccepted'>;
  readonly kafka?: KafkaNames;
  /** Hears of each outcome that Kafka has. */
  told(outcome: Report): void;
  readonly epochMs?: () => number;
}

interface Times {
  readonly startTimeMs?: number;
  readonly endTimeMs?: number;
}

/**
 * Publishes to `topic`. The sending of the record is a span of its order's trace, made afterwards where the order's UUID
 * is not known yet; the outcome itself never carries the UUID, so that it is the same whether it is known or not.
 */
export function reportPublisher(
  publisher: Publisher,
  { topic, tracer, traces, kafka, told, epochMs = Date.now }: ReportPublisherOptions,
): PublishReport {
  return async (outcome, orderUuid) => {
    const record = {
      topic,
      key: partitionKey(outcome.accountId, outcome.symbol),
      value: encodeOutcome(outcome),
    };
    const start = (uuid: OrderUuid, parent: string | undefined, times: Times = {}) =>
      tracer.start(SPAN_NAMES.publishOutcome, {
        orderUuid: uuid,
        parent,
        kind: 'producer',
        ...times,
        attributes: () => ({
          ...sendAttributes(record, kafka),
          [ATTRIBUTES.execType]: outcome.execType,
          [ATTRIBUTES.accountId]: outcome.accountId,
        }),
      });
    const startTimeMs = epochMs();
    const span = orderUuid && start(orderUuid, traces.parentOf(orderUuid));
    const headers = { 'content-type': 'application/json', ...(span && headersOf(span)) };
    const sending = publisher
      .publish({ ...record, headers })
      .then((position) => ({ place: placeAttributes(position), endTimeMs: epochMs() }));
    // Before the record is on the log: the acceptance may be read while it is on its way.
    if (span === undefined && isOurs(outcome))
      traces.onceAccepted(outcome.brokerOrderId, (uuid, parent) => {
        sending.then(
          ({ place, endTimeMs }) => end(start(uuid, parent, { startTimeMs, endTimeMs }), place),
          // Whoever publishes hears of it.
          () => {},
        );
      });
    const { place } = await sending;
    if (span !== undefined) end(span, place);
    told(outcome);
  };
}

function end(span: OrderSpan, place: SpanAttributes): void {
  span.set(place);
  span.end();
}

/** An order that an executor accepted, or is about to. */
function isOurs(outcome: Report): outcome is Report & { readonly brokerOrderId: string } {
  return outcome.execType !== 'EXTERNAL' && outcome.brokerOrderId !== undefined;
}
