const LENGTH_BYTES = 4;
/** kafkajs asks for 10 MiB at a time; one batch that is larger comes whole. */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * Puts the answers of one connection together. Each gets one piece of memory of its own, of its size; of the
 * chunks that arrive nothing is kept.
 */
export class AnswerFrames {
  readonly #length = Buffer.allocUnsafe(LENGTH_BYTES);
  #lengthBytes = 0;
  #answer: Buffer | null = null;
  #answerBytes = 0;

  /**
   * Calls `deliver` with each answer that the chunk completes.
   *
   * @throws {RangeError} when what arrives cannot be Kafka's
   */
  take(chunk: Buffer, deliver: (answer: Buffer) => void): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#answer === null) {
        const copied = chunk.copy(this.#length, this.#lengthBytes, at);
        at += copied;
        this.#lengthBytes += copied;
        if (this.#lengthBytes < LENGTH_BYTES) return;
        this.#begin(this.#length.readInt32BE(0));
      }
      if (this.#answer === null) continue;
      const copied = chunk.copy(this.#answer, this.#answerBytes, at);
      at += copied;
      this.#answerBytes += copied;
      if (this.#answerBytes < this.#answer.length) return;
      const whole = this.#answer;
      this.#answer = null;
      deliver(whole);
    }
  }

  #begin(length: number) {
    if (length < LENGTH_BYTES || length > MOST_BYTES)
      throw new RangeError(`an answer of ${length} bytes; is this a Kafka broker's port?`);
    this.#lengthBytes = 0;
    this.#answer = Buffer.allocUnsafeSlow(length);
    this.#answerBytes = 0;
  }
}
