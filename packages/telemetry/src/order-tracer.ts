import type { OrderUuid } from '@orderonce/contracts';
import { formatTraceparent, parseTraceparent, rootContextOf } from './trace-context.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Makes the spans of orders. The trace id of every span *is* its order's UUID without dashes. */
export interface OrderTracer {
  start(name: string, options: StartSpan): OrderSpan;
}

export interface StartSpan {
  readonly orderUuid: OrderUuid;
  readonly kind: 'producer' | 'consumer' | 'client' | 'internal';
  /** This is the span in which the intent is published; it has no parent. */
  readonly root?: true;
  /**
   * The `traceparent` of the span that led to this one. Without it, or when it belongs to another trace,
   * the parent is the order's root; a parent from another trace is kept as a link.
   */
  readonly parent?: string | undefined;
  readonly attributes?: SpanAttributes;
  /** Epoch milliseconds; absent: now. */
  readonly startTimeMs?: number;
  /** `traceparent`s of spans elsewhere that have to do with this one. */
  readonly links?: readonly string[];
}

export interface OrderSpan {
  /** What a record or a request carries, so that the next process can go on from here. */
  readonly traceparent: string;
  readonly traceId: string;
  set(attributes: SpanAttributes): void;
  /** Ends the span; `error` says what went wrong. Later calls do nothing. */
  end(error?: string): void;
}

/** Records nothing, and still tells the right `traceparent`: that of the nearest span there is. */
export const noTraces: OrderTracer = {
  start: (_name, options) => new UnrecordedSpan(options),
};

class UnrecordedSpan implements OrderSpan {
  readonly #options: StartSpan;
  #traceparent: string | undefined;

  constructor(options: StartSpan) {
    this.#options = options;
  }

  // Computed when asked for: most spans are never asked, and starting one must cost next to nothing. Once: the
  // first span of a record is asked by every span below it.
  get traceparent(): string {
    this.#traceparent ??= this.#nearestTraceparent();
    return this.#traceparent;
  }

  #nearestTraceparent(): string {
    const { orderUuid, root, parent } = this.#options;
    const ownRoot = rootContextOf(orderUuid, false);
    if (parent === undefined || root) return formatTraceparent(ownRoot);
    const context = parseTraceparent(parent);
    return context?.traceId === ownRoot.traceId ? parent : formatTraceparent(ownRoot);
  }

  get traceId(): string {
    return rootContextOf(this.#options.orderUuid, false).traceId;
  }

  set(): void {}

  end(): void {}
}
