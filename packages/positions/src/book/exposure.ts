import { type Decimal, ZERO } from '@orderonce/contracts';
import { add, subtract } from '../fold/amount.ts';
import { leavesQty, type OrderState, standingOf } from '../fold/order-state.ts';

/** What may still trade. Orders of unknown side count as orders and on no side. */
export interface Exposure {
  readonly orders: number;
  readonly buyQty: Decimal;
  readonly sellQty: Decimal;
}

/** What may still trade on an instrument: surely, or if the orders in doubt exist. */
export interface Exposures {
  readonly open: Exposure;
  readonly inDoubt: Exposure;
}

const NONE: Exposure = { orders: 0, buyQty: ZERO, sellQty: ZERO };

export const NO_EXPOSURES: Exposures = { open: NONE, inDoubt: NONE };

/** What one order adds. Of a replacement, `order.fills` are those of its whole chain. */
export function exposureOf(order: OrderState): Exposures {
  const standing = standingOf(order);
  if (standing === 'none') return NO_EXPOSURES;
  const quantity = leavesQty(order);
  const own = {
    orders: 1,
    buyQty: order.side === 'BUY' ? quantity : ZERO,
    sellQty: order.side === 'SELL' ? quantity : ZERO,
  };
  return standing === 'open' ? { open: own, inDoubt: NONE } : { open: NONE, inDoubt: own };
}

/** The whole after what an order adds became something else; the same object when it did not. */
export function changeExposures(whole: Exposures, before: Exposures, after: Exposures): Exposures {
  const open = change(whole.open, before.open, after.open);
  const inDoubt = change(whole.inDoubt, before.inDoubt, after.inDoubt);
  return open === whole.open && inDoubt === whole.inDoubt ? whole : { open, inDoubt };
}

function change(whole: Exposure, before: Exposure, after: Exposure): Exposure {
  if (isSame(before, after)) return whole;
  return {
    orders: whole.orders - before.orders + after.orders,
    buyQty: replaced(whole.buyQty, before.buyQty, after.buyQty),
    sellQty: replaced(whole.sellQty, before.sellQty, after.sellQty),
  };
}

function isSame(a: Exposure, b: Exposure): boolean {
  return a.orders === b.orders && a.buyQty === b.buyQty && a.sellQty === b.sellQty;
}

function replaced(whole: Decimal, before: Decimal, after: Decimal): Decimal {
  return before === after ? whole : add(subtract(whole, before), after);
}
