import type { RecordedSpan } from '../recording-tracer.ts';

/** Where spans go that are over. */
export interface SpanSink {
  record(span: RecordedSpan): void;
  /** Sends what is left; rejects when that fails. Nothing may be recorded afterwards. */
  stop(): Promise<void>;
}

export interface BatchSettings {
  /** Spans in one request. */
  readonly maxBatch: number;
  /** Spans that are not sent yet; more are dropped. */
  readonly maxWaiting: number;
  /** The longest that a span waits for others. */
  readonly delayMs: number;
}
