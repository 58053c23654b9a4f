import { randomUUID } from 'node:crypto';
import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import {
  noTraces,
  type OrderSpan,
  type OrderTracer,
  type SpanAttributes,
  type StartSpan,
} from './order-tracer.ts';
import type { IsSampled } from './sampling.ts';
import {
  formatTraceparent,
  parseTraceparent,
  rootContextOf,
  type TraceContext,
} from './trace-context.ts';

const KINDS = {
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

/** Spans through OpenTelemetry's tracer, which must take its ids from `ids`. */
export function sdkOrderTracer(tracer: Tracer, ids: OrderIds, isSampled: IsSampled): OrderTracer {
  return {
    start(name, options) {
      const root = rootContextOf(options.orderUuid, true);
      if (!isSampled(root.traceId)) return noTraces.start(name, options);
      const { parent, links } = parentage(options, root);
      const spanOptions = {
        kind: KINDS[options.kind],
        ...(options.attributes === undefined ? {} : { attributes: options.attributes }),
        ...(options.startTimeMs === undefined ? {} : { startTime: options.startTimeMs }),
        ...(links.length === 0 ? {} : { links }),
      };
      const start = (context: Context) => tracer.startSpan(name, spanOptions, context);
      return new RecordedSpan(
        parent === null
          ? ids.during(root, () => start(ROOT_CONTEXT))
          : start(trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent))),
      );
    },
  };
}

function parentage(
  options: StartSpan,
  root: TraceContext,
): { parent: TraceContext | null; links: Link[] } {
  const given = options.parent === undefined ? null : parseTraceparent(options.parent);
  const isOurs = given?.traceId === root.traceId;
  const linked = (options.links ?? []).map(parseTraceparent);
  if (!isOurs) linked.push(given);
  const links = linked.flatMap((context) =>
    context === null ? [] : [{ context: spanContextOf(context) }],
  );
  if (options.root) return { parent: null, links };
  return { parent: given !== null && isOurs ? given : root, links };
}

function spanContextOf({ traceId, spanId, isSampled }: TraceContext): SpanContext {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { traceId, spanId, traceFlags, isRemote: true };
}

class RecordedSpan implements OrderSpan {
  readonly #span: Span;
  readonly traceparent: string;
  readonly traceId: string;

  constructor(span: Span) {
    const { traceId, spanId } = span.spanContext();
    this.#span = span;
    this.traceId = traceId;
    this.traceparent = formatTraceparent({ traceId, spanId, isSampled: true });
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes(attributes);
  }

  end(error?: string): void {
    if (!this.#span.isRecording()) return;
    if (error !== undefined) this.#span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    this.#span.end();
  }
}

/** The id generator of the SDK, which asks for ids while a span starts. */
export class OrderIds {
  #root: TraceContext | null = null;

  /** What starts inside `start` without a parent gets the ids of `root`. Nothing in it may wait. */
  during(root: TraceContext, start: () => Span): Span {
    this.#root = root;
    try {
      return start();
    } finally {
      this.#root = null;
    }
  }

  generateTraceId(): string {
    return this.#root?.traceId ?? randomUUID().replaceAll('-', '');
  }

  generateSpanId(): string {
    if (this.#root !== null) return this.#root.spanId;
    const uuid = randomUUID();
    // 64 random bits: the digits that say version and variant are left out.
    return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(-4);
  }
}
