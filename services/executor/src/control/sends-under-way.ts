import type { Intent, KillScope } from '@orderonce/contracts';
import { stops } from '@orderonce/decisions';

interface Send {
  readonly intent: Intent;
  /** Who waits for its end; made only when somebody does. */
  waiting: (() => void)[] | null;
}

/** Requests that may be on their way to a venue. */
export class SendsUnderWay {
  readonly #sends = new Set<Send>();

  /** Call what it returns when the venue's answer is there, or will never come. */
  begin(intent: Intent): () => void {
    const send: Send = { intent, waiting: null };
    this.#sends.add(send);
    return () => {
      if (!this.#sends.delete(send) || send.waiting === null) return;
      for (const wake of send.waiting) wake();
    };
  }

  /** Resolves when the sends of the scope that have begun by now are over. */
  async over(scope: KillScope): Promise<void> {
    const ends: Promise<void>[] = [];
    for (const send of this.#sends) {
      if (!stops(scope, send.intent)) continue;
      send.waiting ??= [];
      const { promise, resolve } = Promise.withResolvers<void>();
      send.waiting.push(resolve);
      ends.push(promise);
    }
    await Promise.all(ends);
  }
}
