const EXIT_INTERRUPTED = 130;
/** The servers may be gone with the same Ctrl-C: then there is nothing left to remove. */
const CLEAN_UP_MS = 10_000;

/**
 * Runs a bench, and ends all that it put on its stage: when it is done, when it fails and when it is
 * interrupted, and then in the midst of whatever it does.
 *
 * @returns the process's exit code: `work` says whether all is well
 */
export async function untilInterrupted(
  work: (stage: AsyncDisposableStack) => Promise<boolean>,
): Promise<number> {
  const interrupted = Promise.withResolvers<number>();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => interrupted.resolve(EXIT_INTERRUPTED));
  const stage = new AsyncDisposableStack();
  const working = work(stage).then((isWell) => (isWell ? 0 : 1));
  try {
    const code = await Promise.race([working, interrupted.promise]);
    // What was interrupted goes on and meets closed connections.
    if (code === EXIT_INTERRUPTED) setTimeout(() => process.exit(code), CLEAN_UP_MS);
    return code;
  } finally {
    await stage.disposeAsync();
  }
}

/** A part of a stage that can end before the rest of it, and ends with it at the latest. */
export function roundOn(stage: AsyncDisposableStack): AsyncDisposableStack {
  return stage.use(new AsyncDisposableStack());
}
