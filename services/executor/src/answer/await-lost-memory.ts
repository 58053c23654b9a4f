import type { Claim, ClaimAnswer } from '@orderonce/idempotency';
import type { LaneContext } from '@orderonce/kafka';
import type { ExecutorPorts } from '../ports.ts';
import { STORE_RETRY_MS } from '../store-retry.ts';
import { awaitAsOwner } from '../wait-as-owner.ts';

interface Within {
  readonly ports: Pick<ExecutorPorts, 'clock' | 'claims' | 'lostMemory'>;
  readonly lane: LaneContext;
}

type Ours = Extract<ClaimAnswer, { readonly claim: unknown }>;

/**
 * Keeps a claim until what the store lost of its account is back, without a slot.
 *
 * ```
 * the store is emptied ── claim: nothing stands there, and the order is older than that ── wait
 *   the rebuild finds its verdict ── writes it over our claim ── renewing says "lost" ── claim again: settled
 *   the rebuild finds nothing ────────────────────────────────── renewed ── in doubt
 * ```
 *
 * @returns `'lost'` when something else stands there now: claim again
 */
export function awaitLostMemory(
  within: Within,
  answer: Ours,
): Ours | 'lost' | Promise<Ours | 'lost'> {
  const { lostMemory } = within.ports;
  const isGap = answer.kind === 'earlier-attempt' && answer.isMemoryGap === true;
  const waitsFor = isGap ? lostMemory.rebuilt : lostMemory.reopened;
  const firstWait = waitsFor(answer.claim.accountId, within.lane.signal);
  return firstWait === undefined ? answer : keepUntil(firstWait, within, answer);
}

async function keepUntil(
  firstWait: Promise<void>,
  { ports, lane }: Within,
  answer: Ours,
): Promise<Ours | 'lost'> {
  const { clock, claims } = ports;
  const { signal } = lane;
  let claim: Claim = answer.claim;
  const owner = {
    get claim() {
      return claim;
    },
    async renew() {
      const step = await claims.renew(claim);
      if (step.kind === 'done') claim = step.claim;
      return step.kind;
    },
  };
  await lane.waitWithoutSlot(() => awaitAsOwner(owner, () => firstWait, clock, signal));
  while (!signal.aborted) {
    const renewed = await owner.renew();
    if (renewed === 'lost') return 'lost';
    if (renewed === 'done') return { ...answer, claim };
    await lane.waitWithoutSlot(() => clock.sleep(STORE_RETRY_MS, signal));
  }
  return 'lost';
}
