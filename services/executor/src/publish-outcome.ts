import { encodeOutcome, type Outcome, partitionKey } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import {
  ATTRIBUTES,
  headersOf,
  type OrderSpan,
  placeAttributes,
  SPAN_NAMES,
  sendAttributes,
} from '@orderonce/telemetry';
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
  const { clock, metrics } = ports;
  metrics.outcome(outcome.execType);
  const record = {
    topic: options.topics.outcomes,
    key: keyOf(outcome) ?? keyAsReceived,
    value: encodeOutcome(outcome),
  };
  const span =
    outcome.orderUuid === undefined
      ? undefined
      : ports.tracer.start(SPAN_NAMES.publishOutcome, {
          orderUuid: outcome.orderUuid,
          within: within.span,
          kind: 'producer',
          attributes: () => ({
            ...sendAttributes(record, options.kafka),
            [ATTRIBUTES.execType]: outcome.execType,
          }),
        });
  const beganMs = clock.monotonicMs();
  const headers = { 'content-type': 'application/json', ...(span && headersOf(span)) };
  const position = await ports.publisher.publish({ ...record, headers });
  metrics.published(clock.monotonicMs() - beganMs);
  span?.set(placeAttributes(position));
  span?.end();
  return position;
}

/** A refused intent may lack a readable account or symbol; its outcome then follows the intent's own key. */
function keyOf({ accountId, symbol }: Outcome): string | null {
  return accountId !== undefined && symbol !== undefined ? partitionKey(accountId, symbol) : null;
}
