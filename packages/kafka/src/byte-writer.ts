const FIRST_BYTES = 64 * 1024;
// Up to here a loop is faster than the call into Node.
const SHORT_TEXT = 32;
const MOST_BYTES_A_UNIT = 3;

/**
 * Writes the numbers and texts of Kafka's protocol one after the other into memory that grows, and that is used
 * again after `at` was set back: whoever keeps `written()` keeps a view. `bytes` is another memory after anything
 * that makes room: ask for room first, and for the memory then.
 */
export class ByteWriter {
  bytes: Buffer;
  at = 0;

  constructor(firstBytes = FIRST_BYTES) {
    this.bytes = Buffer.allocUnsafeSlow(firstBytes);
  }

  /** The memory up to `at`, valid until more is written. */
  written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  /** Makes sure that `length` bytes fit behind `at`. */
  reserve(length: number): void {
    const needed = this.at + length;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  /** Passes over `length` bytes that are written later, and returns where they begin. */
  skip(length: number): number {
    this.reserve(length);
    const start = this.at;
    this.at = start + length;
    return start;
  }

  int8(value: number): void {
    const start = this.skip(1);
    this.bytes.writeInt8(value, start);
  }

  int16(value: number): void {
    const start = this.skip(2);
    this.bytes.writeInt16BE(value, start);
  }

  int32(value: number): void {
    const start = this.skip(4);
    this.bytes.writeInt32BE(value, start);
  }

  int64(value: bigint): void {
    const start = this.skip(8);
    this.bytes.writeBigInt64BE(value, start);
  }

  /** With its length in two bytes before it. */
  text16(text: string): void {
    const lengthAt = this.skip(2);
    const length = this.text(text);
    this.bytes.writeInt16BE(length, lengthAt);
  }

  /** 32 bits; small numbers of either sign take one byte. */
  varint(value: number): void {
    this.reserve(MOST_VARINT_BYTES);
    this.#varintAt(value);
  }

  /** With its length as a varint before it; -1 for null. */
  varintBytes(part: string | Uint8Array | null): void {
    if (part === null) this.varint(-1);
    else if (typeof part === 'string') {
      const size = varintSize(part.length);
      const start = this.skip(size);
      this.text(part);
      this.lengthBefore(start, size);
    } else {
      this.varint(part.length);
      const start = this.skip(part.length);
      this.bytes.set(part, start);
    }
  }

  /**
   * Puts the length of what was written since `start`, as a varint, into the `guessedSize` bytes that were left
   * for it there; moves what was written where that was a wrong guess.
   */
  lengthBefore(start: number, guessedSize: number): void {
    const from = start + guessedSize;
    const length = this.at - from;
    const size = varintSize(length);
    if (size !== guessedSize) {
      this.reserve(MOST_VARINT_BYTES);
      this.bytes.copyWithin(start + size, from, this.at);
    }
    this.at = start;
    this.#varintAt(length);
    this.at += length;
  }

  /** As UTF-8; returns how many bytes it took. */
  text(text: string): number {
    const { length } = text;
    if (this.at + MOST_BYTES_A_UNIT * length > this.bytes.length)
      this.reserve(Buffer.byteLength(text));
    if (length > SHORT_TEXT || !this.#isPlain(text)) {
      const written = this.bytes.write(text, this.at);
      this.at += written;
      return written;
    }
    this.at += length;
    return length;
  }

  /** Writes a text behind `at` while its characters are of one byte. */
  #isPlain(text: string): boolean {
    const { bytes, at } = this;
    for (let n = 0; n < text.length; n += 1) {
      const unit = text.charCodeAt(n);
      if (unit > 0x7f) return false;
      bytes[at + n] = unit;
    }
    return true;
  }

  #varintAt(value: number): void {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    for (; rest > 0x7f; rest >>>= 7) {
      this.bytes[this.at] = (rest & 0x7f) | 0x80;
      this.at += 1;
    }
    this.bytes[this.at] = rest;
    this.at += 1;
  }
}

const MOST_VARINT_BYTES = 5;

/** Of a number from 0 up. */
export function varintSize(value: number): number {
  if (value < 0x40) return 1;
  if (value < 0x2000) return 2;
  if (value < 0x10_0000) return 3;
  return value < 0x800_0000 ? 4 : 5;
}
