import type {
  AccountId,
  Acknowledgement,
  ClientOrderId,
  HoldRecord,
  Resolution,
  TradingSymbol,
} from '@orderonce/contracts';
import type { ControlState } from '../../control/control-state.ts';

/** What a person decided about a held order, and what executors said to it. */
export interface Resolving {
  readonly resolution: Resolution;
  /** Of the executor that owns the order's partition; none before it has read the resolution. */
  readonly acknowledgements: readonly Acknowledgement[];
}

export interface HeldOrder {
  readonly hold: HoldRecord;
  /** Oldest first, those of an earlier hold of the same order included. */
  readonly resolvings: readonly Resolving[];
}

/** The orders that are held now, the longest held first; of one account or symbol where that is asked for. */
export function heldOrders(
  state: ControlState,
  wanted: {
    readonly account?: AccountId | undefined;
    readonly symbol?: TradingSymbol | undefined;
  } = {},
): HeldOrder[] {
  return state
    .standing('hold')
    .filter(
      ({ intent }) =>
        (wanted.account ?? intent.accountId) === intent.accountId &&
        (wanted.symbol ?? intent.symbol) === intent.symbol,
    )
    .sort((a, b) => a.heldAtMs - b.heldAtMs)
    .map((hold) => ({ hold, resolvings: resolvingsOf(state, hold.intent) }));
}

export type FoundHold =
  | { readonly kind: 'held'; readonly held: HeldOrder }
  | { readonly kind: 'not-held'; readonly text: string };

/** The held order of this id. */
export function findHeld(
  state: ControlState,
  id: ClientOrderId,
  account: AccountId | undefined,
): FoundHold {
  const found = heldOrders(state, { account }).filter(
    ({ hold }) => hold.intent.clientOrderId === id,
  );
  const [held] = found;
  if (held === undefined) {
    const where = account === undefined ? '' : ` on ${account}`;
    return {
      kind: 'not-held',
      text: `no order ${id} is held${where}; "held list" shows those that are`,
    };
  }
  if (found.length === 1) return { kind: 'held', held };
  const accounts = found.map(({ hold }) => hold.intent.accountId).join(', ');
  return { kind: 'not-held', text: `${id} is held on ${accounts}: say which with --account` };
}

/** A resolution that stands and that no executor answered: it will still be done. */
export function unansweredResolution({ resolvings }: HeldOrder): Resolution | undefined {
  const latest = resolvings.at(-1);
  return latest?.acknowledgements.length === 0 ? latest.resolution : undefined;
}

export type ResolvingProgress =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'answered'; readonly acknowledgement: Acknowledgement }
  /** Another person's later resolution took the place of this one before any executor answered it. */
  | { readonly kind: 'superseded'; readonly by: Resolution };

/** What became of a resolution so far. */
export function progressOf(state: ControlState, resolution: Resolution): ResolvingProgress {
  const [acknowledgement] = state.acknowledgements(resolution.changeId);
  if (acknowledgement !== undefined) return { kind: 'answered', acknowledgement };
  const all = state.resolutions(resolution.accountId, resolution.clientOrderId);
  const own = all.findIndex(({ changeId }) => changeId === resolution.changeId);
  const by = own === -1 ? undefined : all[own + 1];
  return by === undefined ? { kind: 'waiting' } : { kind: 'superseded', by };
}

function resolvingsOf(
  state: ControlState,
  order: Pick<Resolution, 'accountId' | 'clientOrderId'>,
): Resolving[] {
  return state.resolutions(order.accountId, order.clientOrderId).map((resolution) => ({
    resolution,
    acknowledgements: state.acknowledgements(resolution.changeId),
  }));
}
