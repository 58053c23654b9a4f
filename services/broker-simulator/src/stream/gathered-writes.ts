import type { Duplex } from 'node:stream';

/**
 * Lets a socket keep what is written in one turn of the loop and hand it over in one piece: where hundreds of
 * orders move in the same millisecond, the system calls are what takes the time.
 */
export class GatheredWrites {
  readonly #socket: Duplex;
  #isGathering = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /** To be called before each write. */
  begin(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#socket.cork();
    setImmediate(() => {
      this.#isGathering = false;
      this.#socket.uncork();
    });
  }
}
