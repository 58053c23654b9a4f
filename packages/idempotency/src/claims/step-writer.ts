import type { HeldOrders } from '../held-orders.ts';
import type { Claim, ClaimStep, Payload } from '../order-claims.ts';
import type { OrderClaimsSettings } from '../order-claims-options.ts';
import type { RecordCommand } from '../record/decide.ts';
import { decide } from '../record/decide.ts';
import { evolve } from '../record/evolve.ts';
import type { OrderRecord } from '../record/order-record.ts';
import { decodeRecord, stampOf } from '../record/record-codec.ts';
import type { ContentChange } from '../store/record-store.ts';
import { ownedClaim, recordOf } from './owned-claim.ts';
import { MAX_ROUNDS, type RecordWrites, unavailable, updateWrite } from './record-writes.ts';

export type Step =
  | { readonly kind: 'renew' }
  | { readonly kind: 'submit'; readonly body?: Payload }
  | { readonly kind: 'doubt' }
  | Pick<Extract<RecordCommand, { kind: 'settle' }>, 'kind' | 'settlement'>
  | Pick<Extract<RecordCommand, { kind: 'hold' }>, 'kind' | 'hold'>;

export type WriteStep = (
  claim: Claim,
  step: Step,
  to: { readonly writes: RecordWrites; readonly isUnprotected: boolean },
) => Promise<ClaimStep>;

/**
 * Writes what follows a claim: assumes that the record is as this attempt left it, and decides again over
 * what is there if it is not: our own later state, when a reply was lost, or another attempt's. Rejects
 * when the store does.
 */
export function createStepWriter(settings: OrderClaimsSettings): WriteStep {
  return async (claim, step, { writes, isUnprotected }) => {
    const { leaseMs, sendMarginMs, clock } = settings;
    const deadlineMs = clock.monotonicMs() + leaseMs - sendMarginMs;
    let record = recordOf(claim);
    let expected = stampOf(record);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { attemptToken } = claim;
      const decision = decide({ ...step, attemptToken, leaseMs, nowMs: clock.epochMs() }, record);
      if (decision.kind === 'refused') {
        return decision.refusal.kind === 'already'
          ? { kind: 'done', claim: ownedClaim(claim, record, deadlineMs, isUnprotected) }
          : { kind: 'lost' };
      }
      const next = evolve(record, decision.event);
      const freed = settings.freesFailedContent ? freedContent(record, next) : undefined;
      const write = updateWrite(claim.clientOrderId, expected, next, settings, freed);
      const { result } = await writes.update(claim.accountId, write);
      if (result.kind === 'done') {
        return { kind: 'done', claim: ownedClaim(claim, next, deadlineMs, isUnprotected) };
      }
      const found = decodeRecord(result.value);
      // What nobody can read is nobody's: what we know is better.
      expected = found === null ? result.value : stampOf(found);
      record = found ?? record;
    }
    throw new Error(`the record of ${claim.clientOrderId} kept changing`);
  };
}

/** A person's word on a held order. */
export function createResolve(
  settings: OrderClaimsSettings,
  writes: RecordWrites,
): HeldOrders['resolve'] {
  return async ({ accountId, clientOrderId, resolution }) => {
    try {
      const [value] = await writes.read(accountId, [clientOrderId]);
      const record = typeof value === 'string' ? decodeRecord(value) : null;
      const command = {
        kind: 'resolve',
        attemptToken: settings.randomToken(),
        resolution,
      } as const;
      const decision = decide({ ...command, nowMs: settings.clock.epochMs() }, record);
      if (record === null || decision.kind === 'refused') return { kind: 'not-held' };
      const next = evolve(record, decision.event);
      const freed = settings.freesFailedContent ? freedContent(record, next) : undefined;
      const write = updateWrite(clientOrderId, stampOf(record), next, settings, freed);
      const { result } = await writes.update(accountId, write);
      return { kind: result.kind === 'done' ? 'done' : 'not-held' };
    } catch (error) {
      return unavailable(error);
    }
  };
}

/** A definite failure frees the content key. Doubt never does, nor does an acceptance. */
function freedContent(before: OrderRecord, next: OrderRecord): ContentChange | undefined {
  if (next.state !== 'settled' || next.settlement.verdict === 'ACCEPTED') return undefined;
  if (before.state === 'settled' || before.contentKey === undefined) return undefined;
  return { kind: 'free', strategyId: before.strategyId, key: before.contentKey };
}
