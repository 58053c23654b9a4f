import { compare, type Decimal, ZERO } from '@orderonce/contracts';
import { REFUSALS, type Refusal } from './refusal.ts';

export const POSITION_INTENTS = [
  'buy_to_open',
  'buy_to_close',
  'sell_to_open',
  'sell_to_close',
] as const;
export type PositionIntent = (typeof POSITION_INTENTS)[number];

type Side = 'buy' | 'sell';

/** What an order on this side does to a position: it closes one of the other side, and opens otherwise. */
export function inferIntent(side: Side, position: Decimal): PositionIntent {
  const closes = side === 'buy' ? compare(position, ZERO) < 0 : compare(position, ZERO) > 0;
  return `${side}_to_${closes ? 'close' : 'open'}`;
}

/** Why an order cannot be what it says it is for, if it cannot. */
export function refusalOfIntent(
  said: PositionIntent | null,
  inferred: PositionIntent,
): Refusal | null {
  return said === null || said === inferred ? null : REFUSALS.otherIntent(inferred, said);
}
