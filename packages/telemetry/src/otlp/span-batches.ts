import type { RecordedSpan } from '../recording-tracer.ts';
import { encodeSpan } from './encode-span.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

export interface SpanBatchesOptions {
  /** The encoded `resource` of the process, and the encoded `scope` of its spans. */
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
  /** Spans in one request. */
  readonly maxBatch: number;
  /** Spans that are not delivered yet; more are dropped. */
  readonly maxWaiting: number;
  /** The longest that a span waits for others. */
  readonly delayMs: number;
  /** Delivers an ExportTraceServiceRequest. */
  readonly send: (request: Buffer) => Promise<void>;
  /** Hears of spans that were dropped, or whose request failed. */
  readonly onLost: (spans: number, err?: unknown) => void;
}

const REQUEST_TAG = 0x0a;
const SCOPE_SPANS_TAG = 0x12;
const SPANS_FIELD = 2;
/** What most spans take; the buffer of a batch grows where they take more. */
const BYTES_OF_SPAN = 700;

interface Batch {
  readonly writer: ProtobufWriter;
  readonly begins: readonly [number, number];
  spans: number;
}

/**
 * Gathers spans as the bytes in which they will be sent, so that no object lives until then, and sends them when they
 * are many or have waited long enough.
 */
export class SpanBatches {
  readonly #options: SpanBatchesOptions;
  #batch: Batch | null = null;
  #timer: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #dropped = 0;
  readonly #sending = new Set<Promise<void>>();
  #lost: { readonly err: unknown } | null = null;

  constructor(options: SpanBatchesOptions) {
    this.#options = options;
  }

  add(span: RecordedSpan): void {
    const { maxWaiting, maxBatch, delayMs } = this.#options;
    this.#batch ??= this.#newBatch();
    const batch = this.#batch;
    if (this.#inFlight + batch.spans >= maxWaiting) {
      this.#dropped += 1;
      return;
    }
    encodeSpan(batch.writer, SPANS_FIELD, span);
    batch.spans += 1;
    if (batch.spans >= maxBatch) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), delayMs).unref();
  }

  /**
   * Sends what is left.
   *
   * @throws what the last request failed with
   */
  async stop(): Promise<void> {
    this.#lost = null;
    this.#flush();
    await Promise.all(this.#sending);
    if (this.#lost !== null) throw (this.#lost as { readonly err: unknown }).err;
  }

  #newBatch(): Batch {
    const { resource, scope, maxBatch } = this.#options;
    const writer = new ProtobufWriter(maxBatch * BYTES_OF_SPAN + resource.length + scope.length);
    writer.reserve(resource.length + scope.length + 16);
    writer.byte(REQUEST_TAG);
    const resourceSpans = writer.open(4);
    writer.raw(resource);
    writer.byte(SCOPE_SPANS_TAG);
    const scopeSpans = writer.open(4);
    writer.raw(scope);
    return { writer, begins: [resourceSpans, scopeSpans], spans: 0 };
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tellDropped();
    const batch = this.#batch;
    this.#batch = null;
    if (batch === null || batch.spans === 0) return;
    for (const begin of batch.begins) batch.writer.close(begin, 4);
    const { send, onLost } = this.#options;
    this.#inFlight += batch.spans;
    const sending = send(batch.writer.bytes)
      .catch((err: unknown) => {
        this.#lost = { err };
        onLost(batch.spans, err);
      })
      .finally(() => {
        this.#inFlight -= batch.spans;
        this.#sending.delete(sending);
      });
    this.#sending.add(sending);
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    this.#options.onLost(this.#dropped);
    this.#dropped = 0;
  }
}
