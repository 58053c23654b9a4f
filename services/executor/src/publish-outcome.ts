import { encodeOutcome, type Outcome, partitionKey } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import { ATTRIBUTES, headersOf, type OrderSpan, SPAN_NAMES } from '@orderonce/telemetry';
import type { ExecutorOptions, ExecutorPorts } from './ports.ts';

/**
 * Queues one outcome for publishing, in the order of the calls per instrument.
 *
 * @returns a promise of its place on the log, once all in-sync replicas have it
 */
export async function publishOutcome(
  within: {
    readonly ports: ExecutorPorts;
    readonly options: ExecutorOptions;
    readonly span?: OrderSpan;
  },
  outcome: Outcome,
  keyAsReceived: string | null = null,
): Promise<RecordPosition> {
  const { ports, options } = within;
  ports.metrics.outcome(outcome.execType);
  const span =
    outcome.orderUuid === undefined
      ? undefined
      : ports.tracer.start(SPAN_NAMES.publishOutcome, {
          orderUuid: outcome.orderUuid,
          ...(within.span && { parent: within.span.traceparent }),
          kind: 'producer',
          attributes: { [ATTRIBUTES.execType]: outcome.execType },
        });
  const position = await ports.publisher.publish({
    topic: options.topics.outcomes,
    key: keyOf(outcome) ?? keyAsReceived,
    value: encodeOutcome(outcome),
    headers: {
      'content-type': 'application/json',
      ...(span && headersOf(span)),
    },
  });
  span?.end();
  return position;
}

/** A refused intent may lack a readable account or symbol; its outcome then follows the intent's own key. */
function keyOf({ accountId, symbol }: Outcome): string | null {
  return accountId !== undefined && symbol !== undefined ? partitionKey(accountId, symbol) : null;
}
