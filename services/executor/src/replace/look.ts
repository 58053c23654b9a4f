import type { BrokerOrder } from '@orderonce/brokers';
import type { OrdStatus, ReplaceIntent } from '@orderonce/contracts';
import type { Look, Standing } from '@orderonce/decisions/replace';
import type { Attempt, Permission } from '../attempt.ts';
import { findByOurId } from '../target/find-by-our-id.ts';
import { findTarget, type Target } from '../target/find-target.ts';

const OVER: ReadonlySet<OrdStatus> = new Set([
  'FILLED',
  'CANCELED',
  'REJECTED',
  'EXPIRED',
  'REPLACED',
]);
const PASSING: ReadonlySet<OrdStatus> = new Set([
  'PENDING_NEW',
  'PENDING_REPLACE',
  'PENDING_CANCEL',
]);

type Stopped = { readonly permission: Exclude<Permission, 'granted'> };

/** What may have been sent is looked for first, by our own id; then the order to replace, along its chain. */
export async function lookAround(
  attempt: Attempt,
  intent: ReplaceIntent,
  mayHaveBeenSent: boolean,
): Promise<Look | Stopped> {
  let isOursAbsent = false;
  if (mayHaveBeenSent) {
    const own = await findByOurId(attempt, intent.clientOrderId, 'look-up');
    if (own.kind === 'stopped') return own;
    if (own.kind === 'found')
      return { ours: own.order, isOursAbsent, standing: { kind: 'unknown' } };
    isOursAbsent = own.kind === 'absent';
    const permission = await attempt.permission('look-up', 0);
    if (permission !== 'granted') return { permission };
  }
  const target = await findTarget(attempt, intent.origClientOrderId, 'look-up');
  if (target.kind === 'stopped') return target;
  const ours = oursIn(target, intent);
  return {
    ...(ours !== undefined && { ours }),
    isOursAbsent,
    standing: standingOf(target, intent),
  };
}

/** A venue may show the replacement as the target's next before it finds it by our id. */
function oursIn(target: Target, intent: ReplaceIntent): BrokerOrder | undefined {
  if (target.kind !== 'found') return undefined;
  return target.chain.find(({ clientOrderId }) => clientOrderId === intent.clientOrderId);
}

function standingOf(target: Exclude<Target, { kind: 'stopped' }>, intent: ReplaceIntent): Standing {
  if (target.kind !== 'found') return target;
  const { end } = target;
  const { symbol, side, orderType } = end.body;
  const name = intent.origClientOrderId;
  if (symbol !== intent.symbol)
    return { kind: 'unfit', code: 'WRONG_INSTRUMENT', text: `${name} is an order in ${symbol}` };
  if (side !== intent.side || orderType !== intent.orderType)
    return {
      kind: 'unfit',
      code: 'UNSUPPORTED',
      text: `${name} is a ${side} ${orderType} order, and a replace changes neither side nor type`,
    };
  if (OVER.has(end.ordStatus)) return { kind: 'over', order: end };
  return { kind: PASSING.has(end.ordStatus) ? 'passing' : 'open', order: end };
}
