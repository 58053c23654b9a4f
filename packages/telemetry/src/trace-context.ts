import { type OrderUuid, traceIdOf } from '@orderonce/contracts';

/** What a W3C `traceparent` says. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const ALL_ZERO = /^0*$/;
const TRACE_ID_AT = 3;
const SPAN_ID_AT = 36;
const NO_SPAN = '0'.repeat(16);

/** Reads a `traceparent` of version 00 (W3C Trace Context, section 3.2); null for anything else. */
export function parseTraceparent(text: string): TraceContext | null {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(text) ?? [];
  if (ALL_ZERO.test(traceId) || ALL_ZERO.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Whether it is a `traceparent` of this order's trace: as `parseTraceparent` reads it, but nothing is cut out. */
export function isTraceparentOf(orderUuid: OrderUuid, text: string): boolean {
  return (
    text.startsWith(traceIdOf(orderUuid), TRACE_ID_AT) &&
    !text.startsWith(NO_SPAN, SPAN_ID_AT) &&
    TRACEPARENT.test(text)
  );
}

export function formatTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/**
 * The root of an order's trace, the span in which its intent was published. Its id follows from the UUID
 * (the last 16 hex digits; the variant digit keeps them from being all zero), so that any process can hang its
 * spans on the root although it was never told of it: after a crash, or for an answer from the venue.
 */
export function rootContextOf(orderUuid: OrderUuid, isSampled: boolean): TraceContext {
  const traceId = traceIdOf(orderUuid);
  return { traceId, spanId: traceId.slice(16), isSampled };
}

/** The root's `traceparent`, for a link to it; whether it is recorded, nobody here knows. */
export function rootTraceparentOf(orderUuid: OrderUuid): string {
  return formatTraceparent(rootContextOf(orderUuid, false));
}

/** Whether whoever wrote it records the trace. */
export function isSampledTraceparent(traceparent: string): boolean {
  return !traceparent.endsWith('-00') && parseTraceparent(traceparent)?.isSampled === true;
}
