const EXIT_INTERRUPTED = 130;
/** The servers may be gone with the same Ctrl-C: then there is nothing left to remove. */
const CLEAN_UP_MS = 20_000;

/**
 * Runs a bench, and ends all that it put on its stage: when it is done, when it fails and when it is
 * interrupted, and then in the midst of whatever it does.
 *
 * @returns the process's exit code: `work` says whether all is well
 */
export async function untilInterrupted(
  work: (stage: AsyncDisposableStack) => Promise<boolean>,
): Promise<number> {
  const interrupted = Promise.withResolvers<'interrupted'>();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => interrupted.resolve('interrupted'));
  const stage = new AsyncDisposableStack();
  try {
    const end = await Promise.race([work(stage), interrupted.promise]);
    if (end !== 'interrupted') return end ? 0 : 1;
    // The work that is given up goes on, and meets what is gone.
    process.on('unhandledRejection', () => {});
  } finally {
    setTimeout(() => process.exit(EXIT_INTERRUPTED), CLEAN_UP_MS).unref();
    await stage.disposeAsync();
  }
  return process.exit(EXIT_INTERRUPTED);
}

/** A part of a stage that can end before the rest of it, and ends with it at the latest. */
export function roundOn(stage: AsyncDisposableStack): AsyncDisposableStack {
  return stage.use(new AsyncDisposableStack());
}
