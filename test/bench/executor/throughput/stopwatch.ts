import type { Spent } from './contender.ts';

/** Measures from the first intent to the last. */
export interface Stopwatch {
  /** Counts for nothing after the first time. */
  begin(): void;
  /** So many more are done; the last one resolves `finished`. */
  done(count: number): void;
  readonly finished: Promise<Spent>;
  fail(error: unknown): void;
}

export function startStopwatch(count: number): Stopwatch {
  const finished = Promise.withResolvers<Spent>();
  let began: { readonly ms: number; readonly cpu: NodeJS.CpuUsage } | null = null;
  let left = count;
  const begin = () => {
    began ??= { ms: performance.now(), cpu: process.cpuUsage() };
    return began;
  };
  return {
    begin,
    done(some) {
      left -= some;
      if (left > 0) return;
      const { ms, cpu } = begin();
      const { user, system } = process.cpuUsage(cpu);
      finished.resolve({ durationMs: performance.now() - ms, cpuMs: (user + system) / 1000 });
    },
    finished: finished.promise,
    fail: finished.reject,
  };
}
