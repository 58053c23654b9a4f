const EXIT_INTERRUPTED = 130;
/** The servers may be gone with the same Ctrl-C: then there is nothing left to remove. */
const CLEAN_UP_MS = 5000;

/**
 * Runs a bench so that it also removes what it made when it is interrupted: the work is given up, and with
 * it, by `await using`, everything that it opened.
 *
 * @returns the process's exit code
 */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<boolean>,
): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => {
    interrupted.abort(new Error('interrupted'));
    setTimeout(() => process.exit(EXIT_INTERRUPTED), CLEAN_UP_MS).unref();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, interrupt);
  try {
    return (await work(interrupted.signal)) ? 0 : 1;
  } catch (error) {
    if (interrupted.signal.aborted) return EXIT_INTERRUPTED;
    throw error;
  }
}

/** Settles like `work`, or rejects as soon as the signal is aborted. */
export function orInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const given = Promise.withResolvers<never>();
  const giveUp = () => given.reject(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  return Promise.race([work, given.promise]).finally(() =>
    signal.removeEventListener('abort', giveUp),
  );
}
