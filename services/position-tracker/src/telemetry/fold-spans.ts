import type { ReadOutcome } from '@orderonce/client';
import type { OrderState } from '@orderonce/positions';
import { ATTRIBUTES, type OrderTracer, SPAN_NAMES, traceparentFrom } from '@orderonce/telemetry';

/** Records that an outcome changed its order, in the order's own trace. */
export function recordFold(
  tracer: OrderTracer,
  { outcome, position, headers }: ReadOutcome,
  order: OrderState,
): void {
  // A fill's own record need not carry the order's UUID; an earlier outcome of the order did.
  if (order.orderUuid === undefined) return;
  const span = tracer.start(SPAN_NAMES.foldOutcome, {
    orderUuid: order.orderUuid,
    kind: 'consumer',
    parent: traceparentFrom(headers),
    attributes: {
      [ATTRIBUTES.messagingDestinationName]: position.topic,
      [ATTRIBUTES.messagingDestinationPartitionId]: String(position.partition),
      [ATTRIBUTES.messagingKafkaOffset]: Number(position.offset),
      [ATTRIBUTES.execType]: outcome.execType,
      ...(outcome.clientOrderId !== undefined && {
        [ATTRIBUTES.clientOrderId]: outcome.clientOrderId,
      }),
    },
  });
  span.end();
}
