import type { FrameHit } from '../faults/frame-hit.ts';
import type { Runtime } from '../runtime.ts';

/** A frame that waits for the next one goes out alone when none comes for so long. */
const LONGEST_WAIT_MS = 250;

/** The frames of one account on their way out, in the order and the number that the faults give them. */
export class AccountFeed {
  readonly #runtime: Runtime;
  readonly #deliver: (frame: Buffer) => void;
  #waiting: Buffer[] = [];

  constructor(runtime: Runtime, deliver: (frame: Buffer) => void) {
    this.#runtime = runtime;
    this.#deliver = deliver;
  }

  push(
    frame: Buffer,
    { copies, isAfterNext, delayMs }: Pick<FrameHit, 'copies' | 'isAfterNext' | 'delayMs'>,
  ): void {
    if (copies === 0) return;
    const frames = copies === 2 ? [frame, frame] : [frame];
    if (isAfterNext) this.#hold(frames);
    else if (delayMs > 0) this.#runtime.after(delayMs, () => this.#send(frames));
    else this.#send(frames);
  }

  #hold(frames: readonly Buffer[]): void {
    this.#waiting.push(...frames);
    this.#runtime.after(LONGEST_WAIT_MS, () => this.#send([]));
  }

  #send(frames: readonly Buffer[]): void {
    const late = this.#waiting;
    this.#waiting = [];
    for (const frame of frames) this.#deliver(frame);
    for (const frame of late) this.#deliver(frame);
  }
}
