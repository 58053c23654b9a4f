import {
  type ClientOrderId,
  type Decimal,
  type Outcome,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import { BookState } from '@orderonce/positions';

/** What one fill did to the position of its instrument. */
export interface PositionEffect {
  /** Signed: a sale is negative. */
  readonly change: Decimal;
  /** After it; only where all outcomes of the instrument were read. */
  readonly position?: Decimal;
}

/**
 * The effect of each fill of an order, by outcome id. Fills count by cumulative quantity, so one that is told again
 * has none.
 *
 * @param outcomes of the instrument as they stand on the log: all there are, or at least those of the order
 */
export function positionEffects(
  id: ClientOrderId,
  outcomes: readonly Outcome[],
  isWholeInstrument: boolean,
): Map<string, PositionEffect> {
  const book = new BookState();
  const effects = new Map<string, PositionEffect>();
  for (const outcome of outcomes) {
    const held = (instrument: string) =>
      book.instruments.get(instrument)?.position.quantity ?? ZERO;
    const instrument = `${outcome.accountId}:${outcome.symbol}`;
    const before = held(instrument);
    const { isPositionChange } = book.take(outcome);
    if (!isPositionChange || outcome.clientOrderId !== id) continue;
    const position = held(instrument);
    const change = subtract(position, before);
    if (change === ZERO) continue;
    effects.set(outcome.outcomeId, {
      change,
      ...(isWholeInstrument && { position }),
    });
  }
  return effects;
}
