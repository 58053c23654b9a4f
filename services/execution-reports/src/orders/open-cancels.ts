import type {
  AccountId,
  ClientOrderId,
  OrderUuid,
  Outcome,
  TradingSymbol,
} from '@orderonce/contracts';
import { BoundedMap } from './bounded-map.ts';
import type { EndedOrder, KnownOrders } from './known-orders.ts';

/** A cancel whose request the venue took, and of which nobody knows yet what came of it. */
export interface OpenCancel {
  /** Of the cancel itself. */
  readonly clientOrderId: ClientOrderId;
  readonly orderUuid?: OrderUuid;
  readonly origClientOrderId?: ClientOrderId;
  readonly symbol: TradingSymbol;
  /** The order to cancel. */
  readonly brokerOrderId: string;
}

/** Cancels are few, and each leaves when its order ends. */
const MAX_OPEN = 100_000;

/** One account's cancels under way, as `orders.outcomes` tells of them. */
export class OpenCancels {
  readonly #accountId: AccountId;
  readonly #open = new Map<ClientOrderId, OpenCancel>();
  readonly #rejected = new BoundedMap<ClientOrderId, true>(MAX_OPEN);

  constructor(accountId: AccountId) {
    this.#accountId = accountId;
  }

  /** Takes what an outcome tells. They may come repeated and in any order. */
  note(outcome: Outcome): void {
    const { accountId, brokerOrderId, execType } = outcome;
    if (accountId !== this.#accountId) return;
    if (execType === 'CANCEL_REJECTED') {
      this.#open.delete(outcome.clientOrderId);
      this.#rejected.set(outcome.clientOrderId, true);
    }
    // The acceptance of an order has a body.
    if (execType !== 'ACCEPTED' || outcome.order !== undefined || brokerOrderId === undefined)
      return;
    const { clientOrderId, orderUuid, origClientOrderId, symbol } = outcome;
    if (this.#rejected.has(clientOrderId) || this.#open.size >= MAX_OPEN) return;
    this.#open.set(clientOrderId, {
      ...{ clientOrderId, symbol, brokerOrderId },
      ...(orderUuid !== undefined && { orderUuid }),
      ...(origClientOrderId !== undefined && { origClientOrderId }),
    });
  }

  /** The one that was asked for first. */
  of(brokerOrderId: string): OpenCancel | undefined {
    for (const cancel of this.#open.values())
      if (cancel.brokerOrderId === brokerOrderId) return cancel;
    return undefined;
  }

  /** Those whose order ended, but not by a cancel; what was canceled is forgotten. */
  takeFailed(known: Pick<KnownOrders, 'endOf'>): { cancel: OpenCancel; end: EndedOrder }[] {
    const failed: { cancel: OpenCancel; end: EndedOrder }[] = [];
    for (const [id, cancel] of this.#open) {
      const end = known.endOf(cancel.brokerOrderId);
      if (end === undefined) continue;
      this.#open.delete(id);
      if (end.ordStatus !== 'CANCELED') failed.push({ cancel, end });
    }
    return failed;
  }
}
