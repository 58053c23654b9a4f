import type { IncomingRecord } from './ports.ts';
import type { RecordHeaders } from './record-headers.ts';
import { recordHeaders } from './record-headers.ts';

/** What the records of one batch share. */
export interface BatchOfRecords {
  readonly topic: string;
  readonly partition: number;
  readonly baseOffset: bigint;
  readonly baseTimestampMs: number;
  readonly appendTimeMs: number | null;
  readonly count: number;
  /** The uncompressed bytes of all its records. */
  readonly bytes: Buffer;
}

/**
 * A record that knows where its parts lie in the batch and makes each of them when it is first asked for:
 * millions are passed over for each one that is looked at closely. Its fields are getters, so a copy by
 * spreading (`{ ...record }`) has none of them.
 */
export class DecodedRecord implements IncomingRecord {
  readonly #batch: BatchOfRecords;
  readonly #offsetDelta: number;
  readonly #timestampDelta: number;
  readonly #keyAt: number;
  readonly #keyLength: number;
  readonly #valueAt: number;
  readonly #valueLength: number;
  #headers: RecordHeaders | null = null;

  /** A negative length stands for null. The headers begin right behind the value. */
  constructor(
    batch: BatchOfRecords,
    offsetDelta: number,
    timestampDelta: number,
    keyAt: number,
    keyLength: number,
    valueAt: number,
    valueLength: number,
  ) {
    this.#batch = batch;
    this.#offsetDelta = offsetDelta;
    this.#timestampDelta = timestampDelta;
    this.#keyAt = keyAt;
    this.#keyLength = keyLength;
    this.#valueAt = valueAt;
    this.#valueLength = valueLength;
  }

  get topic(): string {
    return this.#batch.topic;
  }

  get partition(): number {
    return this.#batch.partition;
  }

  get offset(): string {
    const { baseOffset } = this.#batch;
    const offset = Number(baseOffset) + this.#offsetDelta;
    return String(Number.isSafeInteger(offset) ? offset : baseOffset + BigInt(this.#offsetDelta));
  }

  get logTimeMs(): number {
    const { appendTimeMs, baseTimestampMs } = this.#batch;
    return appendTimeMs ?? baseTimestampMs + this.#timestampDelta;
  }

  get key(): Buffer | null {
    return partOf(this.#batch.bytes, this.#keyAt, this.#keyLength);
  }

  get value(): Buffer | null {
    return partOf(this.#batch.bytes, this.#valueAt, this.#valueLength);
  }

  /** @throws {KafkaFailure} `UNREADABLE` when they are damaged */
  get headers(): RecordHeaders {
    this.#headers ??= recordHeaders(
      this.#batch.bytes,
      this.#valueAt + Math.max(0, this.#valueLength),
    );
    return this.#headers;
  }
}

function partOf(bytes: Buffer, at: number, length: number): Buffer | null {
  return length < 0 ? null : bytes.subarray(at, at + length);
}
