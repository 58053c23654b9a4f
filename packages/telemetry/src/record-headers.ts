import type { OrderSpan } from './order-tracer.ts';

/** The headers by which a record carries a span's context on. */
export function headersOf(span: OrderSpan): { readonly traceparent: string } {
  return { traceparent: span.traceparent };
}

/** What {@link headersOf} wrote, as it may be given as a parent; anything else there does no harm. */
export function traceparentFrom(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['traceparent'];
}
