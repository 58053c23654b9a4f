import type { AccountId } from '@orderonce/contracts';
import type { Bucket, Permits } from './bucket.ts';
import { PACE_SCRIPT } from './pace-script.ts';
import { REQUEST_KINDS } from './request-pacer.ts';

/**
 * Runs a Lua script in the Redis that all executors share. Rejects, and within a time limit of its own, when
 * there is no answer: the script may then have run or not.
 */
export type RunScript = (
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/**
 * The longest that one 429 stops an account; the next one would stop it again. It also bounds what a clock of
 * Redis's that is set back can cost.
 */
export const LONGEST_PAUSE_MS = 60_000;

export interface BucketQuestion {
  readonly wanted: Permits;
  /** What is at least missing from the bucket: nothing, all of it, or all of it after a pause. */
  readonly least: 'nothing' | 'all' | { readonly pauseMs: number };
  /** From the last answer, else 0. */
  readonly knownFullAtUs: number;
}

export interface BucketAnswer {
  readonly granted: Permits;
  /** Until there is a permit for the first kind that wants more; 0 when all have what they want. */
  readonly waitMs: number;
  readonly fullAtUs: number;
}

/** The bucket of an account as all executors see it. Rejects when Redis is away or answers nonsense. */
export function sharedBucket(accountId: AccountId, bucket: Bucket, runScript: RunScript) {
  const { permits, permitEveryUs, keptBack } = bucket;
  // The account in braces: one slot of a cluster with the account's records.
  const keys = [`once:{${accountId}}:pace`];
  const emptyUs = permits * permitEveryUs;
  return async ({ wanted, least, knownFullAtUs }: BucketQuestion): Promise<BucketAnswer> =>
    readAnswer(
      await runScript(PACE_SCRIPT, keys, [
        permits,
        permitEveryUs,
        knownFullAtUs,
        leastUs(least, emptyUs),
        LONGEST_PAUSE_MS * 1_000,
        ...REQUEST_KINDS.flatMap((kind) => [wanted[kind], keptBack[kind]]),
      ]),
    );
}

function leastUs(least: BucketQuestion['least'], emptyUs: number): number {
  if (least === 'nothing') return 0;
  return least === 'all' ? emptyUs : emptyUs + Math.ceil(least.pauseMs * 1_000);
}

function readAnswer(answer: unknown): BucketAnswer {
  const numbers = Array.isArray(answer) ? answer.map(Number) : [];
  const [cancel, lookUp, order, waitUs, fullAtUs] = numbers;
  if (
    cancel === undefined ||
    lookUp === undefined ||
    order === undefined ||
    waitUs === undefined ||
    fullAtUs === undefined ||
    !numbers.every((number) => Number.isSafeInteger(number) && number >= 0)
  )
    throw new Error('the pace script answered in a form that is not its own');
  return { granted: { cancel, 'look-up': lookUp, order }, waitMs: waitUs / 1_000, fullAtUs };
}
