import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { AnswerFrames } from './answer-frames.ts';

interface Connection {
  /** The latest. */
  readonly socket?: Socket;
  /** Set while a login is under way. */
  readonly authHandlers: object | null;
  readonly requestQueue: {
    fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void;
  };
  isConnected(): boolean;
}

interface ConnectionClass {
  readonly prototype: {
    connect(this: Connection): Promise<unknown>;
    processData(this: Connection, chunk: Buffer): void;
  };
}

/**
 * kafkajs 2.2.4 uses the object of a connection again after the connection broke, with what had arrived of
 * the answer that broke off:
 *
 *     half of answer 7 → broken → connected anew → answer 8 is read as the rest of answer 7 → everything
 *     behind it is misread, and every request of this connection times out, for good
 *
 * Here each connection begins with nothing. Two callers that need the same connection also wait for the same
 * attempt, where kafkajs opened a socket for each and closed the last one only.
 */
function makeSound({ prototype }: ConnectionClass): void {
  const { connect, processData } = prototype;
  const frames = new WeakMap<Connection, AnswerFrames>();
  const attempts = new WeakMap<Connection, Promise<unknown>>();

  prototype.connect = function connectOnce() {
    if (this.isConnected()) return connect.call(this);
    const underWay = attempts.get(this);
    if (underWay) return underWay;
    // What still arrives on the old one belongs to no one.
    this.socket?.destroy();
    frames.set(this, new AnswerFrames());
    const forget = () => attempts.delete(this);
    const attempt = connect.call(this).finally(forget);
    attempts.set(this, attempt);
    // kafkajs settles nothing when the other side closes before it was connected.
    this.socket?.once('close', forget);
    return attempt;
  };

  prototype.processData = function takeChunk(chunk) {
    // What a login says is read by kafkajs, which keeps the chunk; the memory of ours is used again.
    if (this.authHandlers) return processData.call(this, Buffer.from(chunk));
    try {
      frames.get(this)?.take(chunk, (answer) =>
        this.requestQueue.fulfillRequest({
          size: answer.length,
          correlationId: answer.readInt32BE(0),
          payload: answer.subarray(4),
        }),
      );
    } catch (error) {
      this.socket?.destroy(error instanceof Error ? error : undefined);
    }
  };
}

makeSound(createRequire(import.meta.url)('kafkajs/src/network/connection'));
