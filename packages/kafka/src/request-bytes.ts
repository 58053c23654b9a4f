import { createRequire } from 'node:module';

interface Encoder {
  readonly buffer: Buffer;
}

interface EncoderClass {
  readonly prototype: { writeEncoder(this: Encoder, value: object): object };
}

/**
 * A request that lies in its memory with room before it. kafkajs copies what a request says behind its header, and
 * both behind their length; here these few bytes are written where they belong.
 */
export class RequestBytes {
  readonly #memory: Buffer;
  readonly #start: number;

  /** It begins at `start` and ends with the memory. */
  constructor(memory: Buffer, start: number) {
    this.#memory = memory;
    this.#start = start;
  }

  get buffer(): Buffer {
    return this.#memory.subarray(this.#start);
  }

  size(): number {
    return this.#memory.length - this.#start;
  }

  /** The same request behind `front`. */
  behind(front: Buffer): RequestBytes {
    const start = this.#start - front.length;
    if (start < 0) return new RequestBytes(Buffer.concat([front, this.buffer]), 0);
    front.copy(this.#memory, start);
    return new RequestBytes(this.#memory, start);
  }
}

function takeRequestBytes({ prototype }: EncoderClass): void {
  const { writeEncoder } = prototype;
  prototype.writeEncoder = function writeOrPutBefore(value) {
    return value instanceof RequestBytes
      ? value.behind(this.buffer)
      : writeEncoder.call(this, value);
  };
}

takeRequestBytes(createRequire(import.meta.url)('kafkajs/src/protocol/encoder'));
