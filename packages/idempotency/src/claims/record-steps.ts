import type { HeldOrders, OrderClaimsSettings } from '../create-order-claims.ts';
import type { Claim, ClaimStep, OrderClaims, Payload } from '../order-claims.ts';
import type { RecordCommand } from '../record/decide.ts';
import { decide } from '../record/decide.ts';
import { evolve } from '../record/evolve.ts';
import type { OrderRecord } from '../record/order-record.ts';
import { decodeRecord, stampOf } from '../record/record-codec.ts';
import type { UpdateWrite } from '../store/record-store.ts';
import { ownedClaim, recordOf } from './owned-claim.ts';
import { MAX_ROUNDS, type RecordWrites, unavailable, updateWrite } from './record-writes.ts';

type Step =
  | { readonly kind: 'renew' }
  | { readonly kind: 'submit'; readonly body?: Payload }
  | { readonly kind: 'doubt' }
  | Pick<Extract<RecordCommand, { kind: 'settle' }>, 'kind' | 'settlement'>
  | Pick<Extract<RecordCommand, { kind: 'hold' }>, 'kind' | 'hold'>;

type Steps = Omit<OrderClaims, 'claim'> & HeldOrders;

/** Everything after the claim: each step compares the record's stamp with what this attempt last wrote. */
export function createRecordSteps(settings: OrderClaimsSettings, writes: RecordWrites): Steps {
  async function take(claim: Claim, step: Step): Promise<ClaimStep> {
    const askedAtMs = settings.clock.monotonicMs();
    const deadlineMs = askedAtMs + settings.leaseMs - settings.sendMarginMs;
    try {
      return await write(claim, step, deadlineMs);
    } catch (error) {
      return unavailable(error);
    }
  }

  /**
   * Assumes that the record is as we left it, and decides again over what is there if it is not: our own
   * later state, when a reply was lost, or another attempt's.
   */
  async function write(claim: Claim, step: Step, deadlineMs: number): Promise<ClaimStep> {
    let record = recordOf(claim);
    let expected = stampOf(record);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const decision = decide(commandOf(claim, step), record);
      if (decision.kind === 'refused') {
        return decision.refusal.kind === 'already'
          ? { kind: 'done', claim: ownedClaim(claim, record, deadlineMs) }
          : { kind: 'lost' };
      }
      const next = evolve(record, decision.event);
      const { result } = await writes.update(claim.accountId, {
        ...updateWrite(claim.clientOrderId, expected, next, settings),
        ...freedContent(record, next),
      });
      if (result.kind === 'done') {
        return { kind: 'done', claim: ownedClaim(claim, next, deadlineMs) };
      }
      const found = decodeRecord(result.value);
      // What nobody can read is nobody's: what we know is better.
      expected = found === null ? result.value : stampOf(found);
      record = found ?? record;
    }
    throw new Error(`the record of ${claim.clientOrderId} kept changing`);
  }

  function commandOf({ attemptToken }: Claim, step: Step): RecordCommand {
    const { leaseMs, clock } = settings;
    return { ...step, attemptToken, leaseMs, nowMs: clock.epochMs() };
  }

  const resolve: HeldOrders['resolve'] = async ({ accountId, clientOrderId, resolution }) => {
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
      const { result } = await writes.update(accountId, {
        ...updateWrite(clientOrderId, stampOf(record), next, settings),
        ...freedContent(record, next),
      });
      return { kind: result.kind === 'done' ? 'done' : 'not-held' };
    } catch (error) {
      return unavailable(error);
    }
  };

  return {
    resolve,
    renew: (claim) => take(claim, { kind: 'renew' }),
    markSubmitted: (claim, body) =>
      take(claim, body === undefined ? { kind: 'submit' } : { kind: 'submit', body }),
    markInDoubt: (claim) => take(claim, { kind: 'doubt' }),
    settle: (claim, settlement) => take(claim, { kind: 'settle', settlement }),
    hold: (claim, hold) => take(claim, { kind: 'hold', hold }),
  };
}

/** A definite failure frees the content key. Doubt never does, nor does an acceptance. */
function freedContent(
  before: OrderRecord,
  next: OrderRecord,
): Pick<UpdateWrite, 'freesContent'> | Record<never, never> {
  if (next.state !== 'settled' || next.settlement.verdict === 'ACCEPTED') return {};
  if (before.state === 'settled' || before.contentKey === undefined) return {};
  return { freesContent: { strategyId: before.strategyId, key: before.contentKey } };
}
