/** Far more than can be in flight; beyond it the oldest attempt's order waits for its lease instead. */
const MAX_REMEMBERED = 10_000;

/**
 * Tokens of claims whose reply never came.
 *
 *   claim M-1 (token a) ───▶ Redis: set "1:a"
 *              reply lost ◀─ ✗
 *   claim M-1 (token a) ───▶ Redis: "1:a" stands: ours, nothing was ever sent under it
 *
 * A token is taken out to be used, so that two claims of one order at once never share one.
 */
export interface UnansweredAttempts {
  take(order: string): string | undefined;
  remember(order: string, attemptToken: string): void;
}

export function createUnansweredAttempts(): UnansweredAttempts {
  const tokens = new Map<string, string>();
  return {
    take(order) {
      const token = tokens.get(order);
      tokens.delete(order);
      return token;
    },
    remember(order, attemptToken) {
      tokens.set(order, attemptToken);
      if (tokens.size <= MAX_REMEMBERED) return;
      const [oldest] = tokens.keys();
      if (oldest !== undefined) tokens.delete(oldest);
    },
  };
}
