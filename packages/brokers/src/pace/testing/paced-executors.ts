import { type AccountId, accountIdSchema } from '@orderonce/contracts';
import type { RateLimit } from '../../capabilities.ts';
import { createRequestPacer, type RunningRequestPacer } from '../create-request-pacer.ts';
import type { RequestKind } from '../request-pacer.ts';
import { MemoryBuckets } from './memory-buckets.ts';
import { VirtualClock } from './virtual-clock.ts';

export const ACCOUNT: AccountId = accountIdSchema.parse('paper-1');

export interface Request {
  readonly kind: RequestKind;
  readonly executor: number;
  /** When it was let go; undefined while it waits. */
  readonly wentAtMs?: number;
  readonly hasGivenUp: boolean;
  giveUp(): void;
}

/** Executors on one shared memory and one clock, and a note of when each request went. */
export function pacedExecutors(limit: RateLimit | undefined, executors = 1) {
  const clock = new VirtualClock();
  const redis = new MemoryBuckets(clock);
  const shares = Array.from({ length: executors }, () => 1 / executors);
  const pacers: readonly RunningRequestPacer[] = shares.map((_, executor) =>
    createRequestPacer({
      limitOf: () => limit,
      runScript: redis.runScript,
      share: () => shares[executor] ?? 0,
      clock,
    }),
  );
  const requests: Request[] = [];
  const pacer = (executor = 0): RunningRequestPacer => {
    const found = pacers[executor];
    if (found === undefined) throw new Error(`there are ${executors} executors`);
    return found;
  };

  function ask(kind: RequestKind, executor = 0): Request {
    const control = new AbortController();
    const request: { -readonly [Field in keyof Request]: Request[Field] } = {
      kind,
      executor,
      hasGivenUp: false,
      giveUp() {
        request.hasGivenUp = true;
        control.abort();
      },
    };
    requests.push(request);
    void pacer(executor)
      .take(ACCOUNT, kind, control.signal)
      .then(() => {
        if (!control.signal.aborted) request.wentAtMs = clock.monotonicMs();
      });
    return request;
  }

  return {
    clock,
    redis,
    shares,
    requests,
    pacer,
    ask,
    askMany: (count: number, kind: RequestKind, executor = 0) =>
      Array.from({ length: count }, () => ask(kind, executor)),
    stillWaiting: () =>
      requests.filter(({ wentAtMs, hasGivenUp }) => wentAtMs === undefined && !hasGivenUp),
    /** The moments at which requests went, in their order. */
    departuresMs: () => requests.flatMap(({ wentAtMs }) => wentAtMs ?? []).sort((a, b) => a - b),
  };
}
