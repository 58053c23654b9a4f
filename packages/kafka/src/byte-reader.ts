import { KafkaFailure } from './kafka-failure.ts';

/**
 * Reads the numbers of Kafka's protocol, one after the other. Every read beyond the bytes throws
 * `KafkaFailure` `UNREADABLE`; a length that was read says nothing until the bytes are there.
 */
export class ByteReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Passes over `length` bytes and returns where they begin. */
  skip(length: number): number {
    const start = this.at;
    if (length < 0 || start + length > this.bytes.length) throw beyond();
    this.at = start + length;
    return start;
  }

  int16(): number {
    return this.bytes.readInt16BE(this.skip(2));
  }

  int32(): number {
    return this.bytes.readInt32BE(this.skip(4));
  }

  int64(): bigint {
    return this.bytes.readBigInt64BE(this.skip(8));
  }

  /** 32 bits; small numbers of either sign take one byte. */
  varint(): number {
    const first = this.bytes[this.at];
    if (first === undefined) throw beyond();
    this.at += 1;
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let zigzag = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw beyond();
      this.at += 1;
      zigzag |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    throw new KafkaFailure('UNREADABLE', 'a number takes more bytes than it can have');
  }

  /** 64 bits, as a number: exact up to 2^53, the nearest one beyond. */
  varlong(): number {
    let zigzag = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw beyond();
      this.at += 1;
      zigzag += (byte & 0x7f) * factor;
      if (byte < 0x80) return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
    throw new KafkaFailure('UNREADABLE', 'a number takes more bytes than it can have');
  }
}

function beyond(): KafkaFailure {
  return new KafkaFailure('UNREADABLE', 'it ends before what it announces');
}
