/**
 * Longer ones are cut. With that, the length of any text, and of what is around it, fits two bytes of a varint.
 */
const LONGEST_TEXT = 4096;
/** A text takes at most three bytes a character. */
const MOST_BYTES_OF_TEXT = LONGEST_TEXT * 3;
/** Up to this many characters a loop is quicker than a call out of JavaScript. */
const SHORT_TEXT = 40;

/** Two bytes say up to 16 kB, three 2 MB, four 256 MB. */
type LengthBytes = 2 | 3 | 4;

/**
 * Writes protobuf into one buffer that grows. Lengths are written after what they measure, in places of a fixed size:
 * a varint may have leading zeros, so nothing has to be measured first or moved afterwards.
 */
export class ProtobufWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  get length(): number {
    return this.#at;
  }

  /** What was written so far; a later write may change it no more than add to it. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Makes room for so many bytes; whoever writes asks first. */
  reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + count));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }

  byte(value: number): void {
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Leaves room for a length of this many bytes; to be given to `close`. */
  open(lengthBytes: LengthBytes): number {
    this.#at += lengthBytes;
    return this.#at;
  }

  /** Writes the length of what was written since `begin`, before it. */
  close(begin: number, lengthBytes: LengthBytes): void {
    let length = this.#at - begin;
    const last = begin - 1;
    for (let at = begin - lengthBytes; at < last; at += 1) {
      this.#bytes[at] = (length & 0x7f) | 0x80;
      length >>>= 7;
    }
    if (length > 0x7f) throw new Error('what is written is longer than its length can say');
    this.#bytes[last] = length;
  }

  /** A text with its length; at most `MOST_BYTES_OF_TEXT` and two bytes. */
  text(value: string): void {
    const text = value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) : value;
    const begin = this.open(2);
    if (text.length > SHORT_TEXT || !this.#ascii(text))
      this.#at = begin + this.#bytes.write(text, begin, MOST_BYTES_OF_TEXT, 'utf8');
    this.close(begin, 2);
  }

  /** Bytes that are given as pairs of hex digits, with their length, which is less than 128. */
  hex(digits: string): void {
    this.byte(digits.length / 2);
    for (let at = 0; at < digits.length; at += 2)
      this.byte((nibble(digits.charCodeAt(at)) << 4) | nibble(digits.charCodeAt(at + 1)));
  }

  /** Of a whole number that is safe; a negative one takes ten bytes, as protobuf wants it. */
  varint(value: number): void {
    if (value < 0) {
      this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  double(value: number): void {
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  fixed32(value: number): void {
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  /** Milliseconds with a fraction, as nanoseconds in eight bytes. */
  nanoseconds(ms: number): void {
    const whole = Math.floor(ms);
    this.#at = this.#bytes.writeBigUInt64LE(
      BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)),
      this.#at,
    );
  }

  #bigVarint(value: bigint): void {
    let rest = value;
    while (rest > 0x7fn) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }

  /** False: it holds other characters, and nothing that counts was written. */
  #ascii(text: string): boolean {
    const begin = this.#at;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return false;
      this.#bytes[begin + at] = code;
    }
    this.#at = begin + text.length;
    return true;
  }
}

function nibble(code: number): number {
  return code <= 0x39 ? code - 0x30 : code - 0x57;
}
