import type { BrokerOrder, ReplaceResult } from '@orderonce/brokers';
import { afterSubmit, type Fate } from '../place/fate.ts';

/** What the venue showed of the order to replace, when it was last asked. */
export type Standing =
  /** Not asked since the last send. */
  | { readonly kind: 'unasked' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'absent' }
  /** It can never be what this intent asks for, whatever becomes of it: no attempt has ever sent this. */
  | {
      readonly kind: 'unfit';
      readonly code: 'WRONG_INSTRUMENT' | 'UNSUPPORTED';
      readonly text: string;
    }
  /** It can be replaced now, as far as its state tells. */
  | { readonly kind: 'open'; readonly order: BrokerOrder }
  /** Something is under way with it, a replace of ours perhaps: soon it will be open, replaced or over. */
  | { readonly kind: 'passing'; readonly order: BrokerOrder }
  | { readonly kind: 'over'; readonly order: BrokerOrder };

/** One look at the venue: for an order under our own id, and at the order to replace. */
export interface Look {
  /** The order that our request made. */
  readonly ours?: BrokerOrder;
  /** The venue said "not found" when it was asked by our own id. */
  readonly isOursAbsent: boolean;
  readonly standing: Standing;
}

/** What the answer to a request says about its fate. "No order to replace" is a definite no to this request alone. */
export function afterReplace(fate: Fate, result: ReplaceResult, nowMs: number): Fate {
  return result.kind === 'absent'
    ? afterSubmit(fate, { ...result, kind: 'not-sent', text: 'no order to replace' }, nowMs)
    : afterSubmit(fate, result, nowMs);
}

/** Seeing our order is proof; not seeing it is none, and as old as the question. */
export function afterLook(fate: Fate, look: Look, askedMs: number): Fate {
  if (look.ours !== undefined) return { kind: 'found', order: look.ours };
  const isNothingInTheWay = fate.kind === 'never-sent' && look.standing.kind === 'open';
  if (!('failures' in fate) || isNothingInTheWay) return fate;
  const waited = { ...fate, failures: fate.failures + 1, notBeforeMs: 0 };
  return look.isOursAbsent && 'absentAtMs' in waited ? { ...waited, absentAtMs: askedMs } : waited;
}
