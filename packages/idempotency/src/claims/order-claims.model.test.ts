import type { AccountId } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { Claim, ClaimAnswer, ClaimStep } from '../order-claims.ts';
import type { RecordStore } from '../store/record-store.ts';
import { accepted, claimRequest, rejected } from '../testing/claim-requests.ts';
import { type TestClaims, testClaims } from '../testing/test-claims.ts';

const LEASE_MS = 1_000;
const ACCOUNT = 'ACC-1' as AccountId;
const STEPS = ['renew', 'submit', 'doubt', 'hold', 'ACCEPTED', 'REJECTED'] as const;
type StepName = (typeof STEPS)[number];

/** What one of three processes does to one of three orders; a lost reply is one for work that was done. */
type Action =
  | {
      readonly kind: 'claim';
      readonly by: number;
      readonly order: number;
      readonly isLost: boolean;
    }
  | {
      readonly kind: 'step';
      readonly by: number;
      readonly order: number;
      readonly step: StepName;
      readonly isLost: boolean;
    }
  | { readonly kind: 'pass'; readonly ms: number };

const who = { by: fc.nat(2), order: fc.nat(2), isLost: fc.boolean() };
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('claim' as const), ...who }),
  fc.record({ kind: fc.constant('step' as const), ...who, step: fc.constantFrom(...STEPS) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 500, 1_000) }),
);

/**
 * The reference: one fresh claim ever, one owner at a time, one end ever. It knows nothing of versions,
 * tokens or text.
 */
interface ModelOrder {
  owner: number | null;
  leaseUntilMs: number;
  wasClaimed: boolean;
  end: 'ACCEPTED' | 'REJECTED' | 'held' | null;
}

function createWorld() {
  let nowMs = 1_763_790_931_000;
  let losesReply = false;
  const memory = createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });
  function lossy<Answer>(answer: Answer): Answer {
    if (!losesReply) return answer;
    losesReply = false;
    throw new Error('the reply was lost');
  }
  const store: RecordStore = {
    ...memory,
    claim: async (...args) => lossy(await memory.claim(...args)),
    update: async (...args) => lossy(await memory.update(...args)),
  };
  const processes = [0, 1, 2].map(() => testClaims(store, { leaseMs: LEASE_MS }));
  return {
    process(by: number): TestClaims {
      const found = processes[by];
      if (found === undefined) throw new Error(`no process ${by}`);
      return found;
    },
    /** Runs `ask` once more when its first reply is lost, as its caller would. */
    async asked<Answer>(isLost: boolean, ask: () => Promise<Answer>): Promise<Answer> {
      losesReply = isLost;
      const first = await ask();
      const wasLost = isLost && !losesReply;
      losesReply = false;
      return wasLost ? ask() : first;
    },
    nowMs: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

function expectedClaim(order: ModelOrder, nowMs: number): ClaimAnswer['kind'] {
  if (order.end !== null) return order.end === 'held' ? 'held' : 'settled';
  if (!order.wasClaimed) return 'fresh';
  return order.leaseUntilMs > nowMs ? 'owned' : 'earlier-attempt';
}

const endOf = (step: StepName): ModelOrder['end'] => {
  if (step === 'hold') return 'held';
  return step === 'ACCEPTED' || step === 'REJECTED' ? step : null;
};

function expectedStep(order: ModelOrder, by: number, step: StepName): ClaimStep['kind'] {
  if (order.owner !== by) return 'lost';
  return order.end === null || order.end === endOf(step) ? 'done' : 'lost';
}

function take(claims: TestClaims, claim: Claim, step: StepName): Promise<ClaimStep> {
  switch (step) {
    case 'renew':
      return claims.renew(claim);
    case 'submit':
      return claims.markSubmitted(claim);
    case 'doubt':
      return claims.markInDoubt(claim);
    case 'hold':
      return claims.hold(claim, { reason: { code: 'FATE_UNKNOWN', text: 'none' }, heldAtMs: 1 });
    case 'ACCEPTED':
      return claims.settle(claim, accepted);
    case 'REJECTED':
      return claims.settle(claim, rejected);
  }
}

async function runAgainstModel(actions: readonly Action[]): Promise<void> {
  const world = createWorld();
  const held = new Map<string, Claim>();
  const orders = new Map<number, ModelOrder>();
  for (const now of actions) {
    if (now.kind === 'pass') {
      world.pass(now.ms);
      continue;
    }
    const claims = world.process(now.by);
    const name = `${now.by}/${now.order}`;
    const order = orders.get(now.order) ?? {
      owner: null,
      leaseUntilMs: 0,
      wasClaimed: false,
      end: null,
    };
    orders.set(now.order, order);
    if (now.kind === 'claim') {
      const request = claimRequest(ACCOUNT, now.order);
      const answer = await world.asked(now.isLost, () => claims.claim(request));
      expect(answer.kind).toBe(expectedClaim(order, world.nowMs()));
      if (answer.kind === 'settled') expect(answer.settlement.verdict).toBe(order.end);
      if (!('claim' in answer)) continue;
      Object.assign(order, { wasClaimed: true, owner: now.by });
      order.leaseUntilMs = world.nowMs() + LEASE_MS;
      held.set(name, answer.claim);
      continue;
    }
    const claim = held.get(name);
    if (claim === undefined) continue;
    const answer = await world.asked(now.isLost, () => take(claims, claim, now.step));
    expect(answer.kind).toBe(expectedStep(order, now.by, now.step));
    if (answer.kind !== 'done' || order.end !== null) continue;
    held.set(name, answer.claim);
    order.leaseUntilMs = world.nowMs() + LEASE_MS;
    order.end = endOf(now.step);
  }
}

test('claims behave as the reference does, whatever three processes do and whichever replies are lost', async () => {
  await fc.assert(fc.asyncProperty(fc.array(action, { maxLength: 40 }), runAgainstModel), {
    numRuns: 400,
  });
});

test('NFR-002: of processes that all work on the same orders at once, one gets the fresh claim and one verdict stands', async () => {
  const oneProcess = fc.array(fc.record({ order: fc.nat(2), step: fc.constantFrom(...STEPS) }), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(oneProcess, { minLength: 2, maxLength: 4 }),
      async (scheduler, scripts) => {
        const memory = createMemoryStore({ every: () => () => {} });
        const claim = scheduler.scheduleFunction(memory.claim);
        const update = scheduler.scheduleFunction(memory.update);
        const fresh = new Map<number, number>();
        const verdicts = new Map<number, Set<string>>();
        const processes = scripts.map(async (script) => {
          const claims = testClaims(
            { ...memory, claim, update },
            { afterThisTurn: queueMicrotask },
          );
          for (const { order, step } of script) {
            const answer = await claims.claim(claimRequest(ACCOUNT, order));
            if (answer.kind === 'fresh') fresh.set(order, (fresh.get(order) ?? 0) + 1);
            if (answer.kind !== 'fresh') continue;
            const taken = await take(claims, answer.claim, step);
            if (taken.kind !== 'done' || endOf(step) === null) continue;
            verdicts.set(order, (verdicts.get(order) ?? new Set()).add(step));
          }
        });
        await scheduler.waitFor(Promise.all(processes));
        for (const count of fresh.values()) expect(count).toBe(1);
        for (const each of verdicts.values()) expect(each.size).toBe(1);
        await memory.close();
      },
    ),
    { numRuns: 100 },
  );
});
