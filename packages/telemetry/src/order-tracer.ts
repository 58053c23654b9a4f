import { type OrderUuid, traceIdOf } from '@orderonce/contracts';
import { isTraceparentOf, rootTraceparentOf } from './trace-context.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Makes the spans of orders. The trace id of every span *is* its order's UUID without dashes. */
export interface OrderTracer {
  start(name: string, options: StartSpan): OrderSpan;
}

/** An {@link OrderTracer} whose spans may turn out to be worth keeping after they began. */
export interface WorkTracer extends OrderTracer {
  start(name: string, options: StartSpan): WorkSpan;
}

export interface StartSpan {
  readonly orderUuid: OrderUuid;
  readonly kind: 'producer' | 'consumer' | 'client' | 'internal';
  /** This is the span in which the intent is published; it has no parent. */
  readonly root?: true;
  /** The span of this process's tracer that this one is a part of: both are recorded, or neither. */
  readonly within?: OrderSpan | undefined;
  /**
   * The `traceparent` of the span in another process that led to this one. Without it, or when it belongs to another
   * trace, the parent is the order's root; a parent from another trace is kept as a link.
   */
  readonly parent?: string | undefined;
  /** A function is asked only when the span is recorded. */
  readonly attributes?: SpanAttributes | (() => SpanAttributes);
  /** Epoch milliseconds; absent: now. */
  readonly startTimeMs?: number;
  /** Of what was over before anybody knew whose it was; absent: when `end` is called. */
  readonly endTimeMs?: number;
  /** Spans elsewhere that have to do with this one. */
  readonly links?: readonly SpanLink[];
}

/** Why a span points at another one beside its parent. */
export type LinkReason = 'retry' | 'duplicate' | 'redelivery' | 'replay' | 'redrive';

export interface SpanLink {
  /** A `traceparent`, or a span of this process's tracer. */
  readonly to: string | OrderSpan;
  readonly why: LinkReason;
}

/** Why a trace is kept although sampling would leave it out. */
export type KeepReason = 'doubt' | 'held' | 'denied' | 'refused';

export interface OrderSpan {
  /** What a record or a request carries, so that the next process can go on from here. */
  readonly traceparent: string;
  readonly traceId: string;
  set(attributes: SpanAttributes): void;
  /** Ends the span; `error` says what went wrong. Later calls do nothing. */
  end(error?: string): void;
}

export interface WorkSpan extends OrderSpan {
  link(link: SpanLink): void;
  /**
   * Records this span, the one it is a part of and all parts of that one, those that have ended already as well, with
   * the times at which they really began and ended. From now on `traceparent` says that the trace is sampled, so that
   * whoever comes after records its part too. Does nothing where the trace is recorded anyway, but for the reason.
   */
  keep(why: KeepReason): void;
}

/** Records nothing, and still tells the right `traceparent`: that of the nearest span there is. */
export const noTraces: WorkTracer = {
  start: (_name, options) => new UnrecordedSpan(options),
};

class UnrecordedSpan implements WorkSpan {
  readonly #options: StartSpan;
  #traceparent: string | undefined;

  constructor(options: StartSpan) {
    this.#options = options;
  }

  // Computed when asked for: most spans are never asked, and starting one must cost next to nothing. Once: the
  // first span of a record is asked by every span below it.
  get traceparent(): string {
    this.#traceparent ??= nearestTraceparent(this.#options);
    return this.#traceparent;
  }

  get traceId(): string {
    return traceIdOf(this.#options.orderUuid);
  }

  set(): void {}

  link(): void {}

  keep(): void {}

  end(): void {}
}

/** What a record carries where this span is not recorded: the nearest span above it. */
export function nearestTraceparent({ orderUuid, root, within, parent }: StartSpan): string {
  if (within !== undefined) return within.traceparent;
  const isOfOrder = parent !== undefined && !root && isTraceparentOf(orderUuid, parent);
  return isOfOrder ? parent : rootTraceparentOf(orderUuid);
}
