import {
  type HrTime,
  type Link,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTRIBUTES } from '../attributes.ts';
import type { RecordedLink, RecordedSpan } from '../recording-tracer.ts';

const KINDS = {
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;
/** What makes the spans. */
export const SCOPE = { name: '@orderonce/telemetry' };
const SAMPLED = 1;
const NONE: never[] = [];

/** A span as OpenTelemetry's exporters take it. */
export function readableSpan(span: RecordedSpan, resource: Resource): ReadableSpan {
  const { traceId, spanId, parent, error, startTimeMs, endTimeMs } = span;
  const context: SpanContext = { traceId, spanId, traceFlags: SAMPLED };
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => context,
    ...(parent !== null && {
      parentSpanContext: { traceId, ...parent, traceFlags: SAMPLED },
    }),
    startTime: hrTime(startTimeMs),
    endTime: hrTime(endTimeMs),
    duration: hrTime(endTimeMs - startTimeMs),
    ended: true,
    status:
      error === undefined
        ? { code: SpanStatusCode.UNSET }
        : { code: SpanStatusCode.ERROR, message: error },
    attributes: span.attributes,
    links: span.links.map(linkOf),
    events: NONE,
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function linkOf({ context: { traceId, spanId, isSampled }, why }: RecordedLink): Link {
  const context = { traceId, spanId, traceFlags: isSampled ? SAMPLED : 0, isRemote: true };
  return why === null ? { context } : { context, attributes: { [ATTRIBUTES.link]: why } };
}

/** Seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
