import type { VirtualTime } from '../clock/virtual-time.ts';

/** What a call meets on its way. Times in milliseconds. */
export interface Route {
  /** To the server; what it does there it does, whatever becomes of the caller. */
  readonly outMs: number;
  readonly backMs: number;
  /** The caller waits no longer than this. */
  readonly timeoutMs: number;
  readonly loses?: 'request' | 'reply';
}

/** The caller will never know what the server did. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

/**
 * One operating-system process: it can die or be stopped at any moment between two of its steps. Everything
 * comes into it through `enter`, so once dead nothing of it goes on, and while it is stopped everything that
 * comes waits, in order, until it wakes late.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly #time: VirtualTime;
  #isDead = false;
  #isPaused = false;
  #waiting: (() => void)[] = [];

  constructor(name: string, time: VirtualTime) {
    this.name = name;
    this.#time = time;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  kill(): void {
    this.#isDead = true;
    this.#waiting = [];
  }

  /** As SIGSTOP, and SIGCONT after `durationMs`. */
  pause(durationMs: number): void {
    this.#isPaused = true;
    this.#time.after(durationMs, () => {
      this.#isPaused = false;
      const waiting = this.#waiting;
      this.#waiting = [];
      // Each in a turn of its own, as the event loop of a woken process has it.
      for (const task of waiting) this.#time.after(0, () => this.enter(task));
    });
  }

  enter(task: () => void): void {
    if (this.#isDead) return;
    if (this.#isPaused) this.#waiting.push(task);
    else task();
  }

  after(delayMs: number, task: () => void): () => void {
    return this.#time.after(delayMs, () => this.enter(task));
  }

  every(intervalMs: number, task: () => void): void {
    this.after(intervalMs, () => {
      task();
      this.every(intervalMs, task);
    });
  }

  /**
   * Asks something of the world outside. Never settles once this process is dead, and a dead process asks nothing.
   *
   * @throws {CallFailed} when the request or the reply was lost, or the time is over
   */
  call<Answer>(serve: () => Promise<Answer>, route: Route): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isDead) return;
      const lost = (text: string) => reject(new CallFailed(text));
      const giveUp = this.after(route.timeoutMs, () => lost('timed out'));
      const back = (arrive: () => void) =>
        this.#time.after(route.backMs, () =>
          this.enter(() => {
            giveUp();
            arrive();
          }),
        );
      this.#time.after(route.outMs, () => {
        if (route.loses === 'request') back(() => lost('connection reset'));
        else
          serve().then(
            (answer) => back(() => (route.loses ? lost('connection reset') : resolve(answer))),
            (error: unknown) => back(() => reject(error)),
          );
      });
    });
  }

  /** Resolves after `durationMs`, or at once when `signal` is aborted. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        signal?.removeEventListener('abort', wake);
        cancel();
        resolve();
      };
      const cancel = this.after(durationMs, wake);
      signal?.addEventListener('abort', wake);
    });
  }
}
