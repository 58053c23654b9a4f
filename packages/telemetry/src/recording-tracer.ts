import { traceIdOf } from '@orderonce/contracts';
import { ATTRIBUTES } from './attributes.ts';
import {
  type KeepReason,
  nearestTraceparent,
  type SpanAttributes,
  type SpanLink,
  type StartSpan,
  type WorkSpan,
  type WorkTracer,
} from './order-tracer.ts';
import type { IsSampled } from './sampling.ts';
import {
  formatTraceparent,
  parseTraceparent,
  rootContextOf,
  type TraceContext,
} from './trace-context.ts';

/** A span that is over, as it is sent to a collector. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: StartSpan['kind'];
  readonly traceId: string;
  readonly spanId: string;
  /** Null: nothing above it is recorded. */
  readonly parent: RecordedParent | null;
  /** Epoch milliseconds with a fraction. */
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly attributes: SpanAttributes;
  readonly links: readonly RecordedLink[];
  /** What went wrong; undefined: nothing. */
  readonly error: string | undefined;
}

interface RecordedParent {
  readonly spanId: string;
  readonly isRemote: boolean;
}

export interface RecordedLink {
  readonly context: TraceContext;
  /** Null: it is the record that was processed. */
  readonly why: SpanLink['why'] | null;
}

export interface RecordingPorts {
  readonly isSampled: IsSampled;
  /** Takes each span that is over and recorded. */
  readonly record: (span: RecordedSpan) => void;
  /** Epoch milliseconds with a fraction. */
  readonly nowMs: () => number;
  /** 16 random lower case hex digits, not all zero. */
  readonly newSpanId: () => string;
}

/**
 * Records the spans of those traces that are sampled by their ids, or by a parent that says so, or that somebody
 * asks to keep. Of the others nothing is made but what a later `keep` needs: when each span began and ended.
 */
export function recordingTracer(ports: RecordingPorts): WorkTracer {
  return { start: (name, options) => new LocalSpan(name, options, ports) };
}

/** What is sent and processed here are Kafka's records, one at a time. */
const OF_KIND: Readonly<Record<StartSpan['kind'], SpanAttributes>> = {
  producer: operation('send'),
  consumer: operation('process'),
  client: {},
  internal: {},
};

function operation(name: 'send' | 'process'): SpanAttributes {
  return {
    [ATTRIBUTES.messagingSystem]: 'kafka',
    [ATTRIBUTES.messagingOperationName]: name,
    [ATTRIBUTES.messagingOperationType]: name,
  };
}

class LocalSpan implements WorkSpan, RecordedSpan {
  readonly name: string;
  readonly startTimeMs: number;
  readonly #options: StartSpan;
  readonly #ports: RecordingPorts;
  /** The outermost span in this process, which decides for all its parts; most often this one. */
  readonly #work: LocalSpan;
  #isRecorded: boolean;
  /** Parts of this work that are over, while it is not recorded. */
  #unrecordedParts: LocalSpan[] | null = null;
  #traceId: string | undefined;
  #spanId: string | undefined;
  #traceparent: string | undefined;
  #set: SpanAttributes | undefined;
  #links: SpanLink[] | undefined;
  #error: string | undefined;
  #endTimeMs: number | undefined;

  constructor(name: string, options: StartSpan, ports: RecordingPorts) {
    this.name = name;
    this.#options = options;
    this.#ports = ports;
    this.startTimeMs = options.startTimeMs ?? ports.nowMs();
    const { within } = options;
    this.#work = within instanceof LocalSpan ? within.#work : this;
    this.#isRecorded =
      this.#work === this
        ? ports.isSampled(options.orderUuid) || isToldToRecord(options)
        : this.#work.#isRecorded;
  }

  get traceId(): string {
    this.#traceId ??= this.#work === this ? traceIdOf(this.#options.orderUuid) : this.#work.traceId;
    return this.#traceId;
  }

  get spanId(): string {
    this.#spanId ??= this.#options.root ? this.traceId.slice(16) : this.#ports.newSpanId();
    return this.#spanId;
  }

  get traceparent(): string {
    if (!this.#work.#isRecorded) return nearestTraceparent(this.#options);
    this.#traceparent ??= formatTraceparent({
      traceId: this.traceId,
      spanId: this.spanId,
      isSampled: true,
    });
    return this.#traceparent;
  }

  set(attributes: SpanAttributes): void {
    this.#set = this.#set === undefined ? attributes : { ...this.#set, ...attributes };
  }

  link(link: SpanLink): void {
    this.#links ??= [];
    this.#links.push(link);
  }

  keep(why: KeepReason): void {
    const work = this.#work;
    work.set({ [ATTRIBUTES.keptFor]: why });
    if (work.#isRecorded) return;
    work.#isRecorded = true;
    for (const part of work.#unrecordedParts ?? []) this.#ports.record(part);
    work.#unrecordedParts = null;
    if (work.#endTimeMs !== undefined) this.#ports.record(work);
  }

  end(error?: string): void {
    if (this.#endTimeMs !== undefined) return;
    this.#endTimeMs = Math.max(this.#options.endTimeMs ?? this.#ports.nowMs(), this.startTimeMs);
    this.#error = error;
    const work = this.#work;
    if (work.#isRecorded) this.#ports.record(this);
    else if (work !== this) {
      work.#unrecordedParts ??= [];
      work.#unrecordedParts.push(this);
    }
  }

  get kind(): StartSpan['kind'] {
    return this.#options.kind;
  }

  get endTimeMs(): number {
    return this.#endTimeMs ?? this.startTimeMs;
  }

  get error(): string | undefined {
    return this.#error;
  }

  get attributes(): SpanAttributes {
    const { attributes } = this.#options;
    const begun = typeof attributes === 'function' ? attributes() : (attributes ?? {});
    return { ...OF_KIND[this.kind], ...begun, ...this.#set };
  }

  get parent(): RecordedParent | null {
    const { root, within, orderUuid } = this.#options;
    if (root) return null;
    if (within instanceof LocalSpan) return { spanId: within.spanId, isRemote: false };
    const given = this.#ownParent();
    // A parent that says that it is not recorded would be a gap; of a root nobody told, sampling decided for all.
    if (given !== null) return given.isSampled ? { spanId: given.spanId, isRemote: true } : null;
    if (!this.#ports.isSampled(orderUuid)) return null;
    return { spanId: rootContextOf(orderUuid, true).spanId, isRemote: true };
  }

  get links(): readonly RecordedLink[] {
    const { parent, kind, links = [] } = this.#options;
    const recorded: RecordedLink[] = [];
    const given = parent === undefined ? null : parseTraceparent(parent);
    // A consumer links to the record that it works on, its parent or not; others to a parent of another trace.
    if (given !== null && (kind === 'consumer' || given.traceId !== this.traceId))
      recorded.push({ context: given, why: null });
    for (const { to, why } of [...links, ...(this.#links ?? [])]) {
      const context = parseTraceparent(typeof to === 'string' ? to : to.traceparent);
      if (context !== null) recorded.push({ context, why });
    }
    return recorded;
  }

  #ownParent(): TraceContext | null {
    const { parent } = this.#options;
    const context = parent === undefined ? null : parseTraceparent(parent);
    return context?.traceId === this.traceId ? context : null;
  }
}

/** A parent of the same trace that is sampled: what another process decided holds. */
function isToldToRecord({ parent, root, orderUuid }: StartSpan): boolean {
  if (parent === undefined || root || parent.endsWith('-00')) return false;
  const context = parseTraceparent(parent);
  return context?.isSampled === true && context.traceId === traceIdOf(orderUuid);
}
