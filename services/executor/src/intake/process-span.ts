import type { Intent, OrderUuid, ReadableFields } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import {
  ATTRIBUTES,
  processAttributes,
  rootTraceparentOf,
  SPAN_NAMES,
  type SpanAttributes,
  type SpanLink,
  traceparentFrom,
  type WorkSpan,
} from '@orderonce/telemetry';
import type { ExecutorOptions, ExecutorPorts } from '../ports.ts';

interface Within {
  readonly ports: Pick<ExecutorPorts, 'tracer'>;
  readonly options: Pick<ExecutorOptions, 'kafka'>;
}

/** The headers of a record that somebody put on the topic again, and what such a record is. */
const AGAIN = [
  ['replayed-from', 'replay'],
  ['redriven-from', 'redrive'],
] as const;

/** The span of one record's whole handling, under the one in which it was sent. */
export function processSpan(
  { ports, options }: Within,
  record: IncomingRecord,
  about: Intent | (ReadableFields & { readonly orderUuid: OrderUuid }),
): WorkSpan {
  const { orderUuid } = about;
  const parent = traceparentFrom(record.headers);
  return ports.tracer.start(SPAN_NAMES.processIntent, {
    orderUuid,
    kind: 'consumer',
    ...(parent !== undefined && { parent }),
    links: linksOf(record, () => parent ?? rootTraceparentOf(orderUuid)),
    attributes: () => ({
      ...processAttributes(record, options.kafka),
      ...orderAttributes(about),
    }),
  });
}

function linksOf({ headers }: IncomingRecord, to: () => string): SpanLink[] {
  const links: SpanLink[] = [];
  for (const [header, why] of AGAIN) if (header in headers) links.push({ to: to(), why });
  return links;
}

function orderAttributes(about: ReadableFields): SpanAttributes {
  const { clientOrderId, strategyId, accountId, symbol } = about;
  return {
    ...(clientOrderId !== undefined && { [ATTRIBUTES.clientOrderId]: clientOrderId }),
    ...(strategyId !== undefined && { [ATTRIBUTES.strategyId]: strategyId }),
    ...(accountId !== undefined && { [ATTRIBUTES.accountId]: accountId }),
    ...(symbol !== undefined && { [ATTRIBUTES.symbol]: symbol }),
  };
}
