import type { Claim, ClaimAnswer, ClaimRequest, ClaimStep } from '../order-claims.ts';
import type { OrderClaimsSettings } from '../order-claims-options.ts';
import { orderKey } from '../record/record-codec.ts';
import type { WriteClaim } from './claim-writer.ts';
import { recordOf } from './owned-claim.ts';
import { type RecordWrites, unavailable } from './record-writes.ts';
import type { Step, WriteStep } from './step-writer.ts';
import { createStoreHealth } from './store-health.ts';
import { createUnansweredAttempts } from './unanswered-attempts.ts';
import type { UnwrittenAccounts } from './unwritten-accounts.ts';
import { createWriteBack } from './write-back.ts';

interface Parts {
  readonly settings: OrderClaimsSettings;
  readonly writes: RecordWrites;
  /** Undefined: halt. */
  readonly memory: RecordWrites | undefined;
  readonly writeClaim: WriteClaim;
  readonly writeStep: WriteStep;
  readonly unwritten: UnwrittenAccounts;
}

/**
 * Claims and steps that never reject. While the store is away they are either `unavailable` (halt) or made
 * in memory (degrade); the store is tried again by itself, and what ended meanwhile is written back.
 */
export function createDegradable(parts: Parts) {
  const { settings, writes, memory, writeClaim, writeStep, unwritten } = parts;
  const { clock, observe } = settings;
  const unanswered = createUnansweredAttempts();
  const writeBack = createWriteBack();
  const health = createStoreHealth(clock.monotonicMs, settings.probeIntervalMs);
  const inStore = { writes, isUnprotected: false };

  async function claim(request: ClaimRequest): Promise<ClaimAnswer> {
    // Read before anything is sent: the lease cannot begin earlier than this.
    const sendDeadlineMs = clock.monotonicMs() + settings.leaseMs - settings.sendMarginMs;
    const order = orderKey(request.accountId, request.clientOrderId);
    const attemptToken = unanswered.take(order) ?? settings.randomToken();
    try {
      return await asked(() => writeClaim(request, attemptToken, { ...inStore, sendDeadlineMs }));
    } catch (error) {
      const answer = unavailable(error);
      const { accountId, clientOrderId } = request;
      observe({ kind: 'store-error', text: answer.text, accountId, clientOrderId });
      if (memory !== undefined) {
        return claimInMemory(request, attemptToken, sendDeadlineMs, memory);
      }
      unanswered.remember(order, attemptToken);
      return answer;
    }
  }

  /**
   * Under the same token: if the store did take the claim whose reply was lost, its record is this
   * attempt's to end. The token is not remembered, so no later claim mistakes that record for a fresh one.
   */
  async function claimInMemory(
    request: ClaimRequest,
    attemptToken: string,
    sendDeadlineMs: number,
    to: RecordWrites,
  ): Promise<ClaimAnswer> {
    unwritten.add(request.accountId);
    const attempt = { writes: to, sendDeadlineMs, isUnprotected: true };
    try {
      const answer = await writeClaim(request, attemptToken, attempt);
      const { accountId, clientOrderId } = request;
      if ('claim' in answer) observe({ kind: 'ran-unprotected', accountId, clientOrderId });
      return answer;
    } catch (error) {
      return unavailable(error);
    }
  }

  async function take(held: Claim, step: Step): Promise<ClaimStep> {
    recordOf(held);
    try {
      return await asked(() => writeStep(held, step, inStore));
    } catch (error) {
      const answer = unavailable(error);
      const { accountId, clientOrderId } = held;
      observe({ kind: 'store-error', text: answer.text, accountId, clientOrderId });
      return memory === undefined ? answer : takeInMemory(held, step, memory);
    }
  }

  async function takeInMemory(held: Claim, step: Step, to: RecordWrites): Promise<ClaimStep> {
    try {
      const taken = await writeStep(held, step, { writes: to, isUnprotected: true });
      const isEnd = step.kind === 'settle' || step.kind === 'hold';
      if (taken.kind === 'done' && isEnd) {
        const order = orderKey(held.accountId, held.clientOrderId);
        writeBack.add(order, () => writeStep(held, step, inStore));
      }
      return taken;
    } catch (error) {
      return unavailable(error);
    }
  }

  /** Asks the store, unless it has just failed and there is memory to go on with. */
  function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (memory !== undefined && !health.isWorthAsking())
      return Promise.reject(new Error('the store is away'));
    // What ended meanwhile comes first: else this process itself could meet its own old records.
    const asking = writeBack.isEmpty() ? ask() : writeBack.flush().then(ask);
    return asking.then(succeeded, failed);
  }

  function succeeded<Answer>(answer: Answer): Answer {
    health.succeeded();
    return answer;
  }

  function failed(error: unknown): never {
    health.failed();
    throw error;
  }

  return { claim, take };
}
