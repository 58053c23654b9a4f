import {
  decimal,
  formatOrderId,
  type Intent,
  type OrderUuid,
  type PlaceIntent,
  SCHEMA_VERSION,
  type StrategyId,
} from '@orderonce/contracts';
import type { SeededRandom } from '../../../faults/simulation/clock/seeded-random.ts';
import { type Instrument, STRATEGIES } from './cast.ts';

/** Makes the intents of all strategies, each under ids of its own. */
export interface IntentMaker {
  place(instrument: Instrument, createdAtMs: number, expiresAtMs?: number): PlaceIntent;
  cancelOf(order: PlaceIntent, createdAtMs: number): Intent;
}

const SESSIONS_BEGIN_MS = Date.UTC(2020, 0, 1);
const SESSION_LENGTH_MS = 60 * 60 * 1000;
const CENTS = 100;

/** @param startMs strategies start at this time, and again every hour */
export function createIntentMaker(random: SeededRandom, startMs: number): IntentMaker {
  const sequences = new Map<string, number>();
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');

  function idsOf(strategyId: StrategyId, atMs: number) {
    const sessionMs = atMs - ((atMs - startMs) % SESSION_LENGTH_MS);
    const session = Math.floor((sessionMs - SESSIONS_BEGIN_MS) / 1000);
    const sequence = (sequences.get(`${strategyId}-${session}`) ?? 0) + 1;
    sequences.set(`${strategyId}-${session}`, sequence);
    const uuidPrefix = hex(8);
    const orderUuid =
      `${uuidPrefix}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(8)}${hex(4)}` as OrderUuid;
    const clientOrderId = formatOrderId({ strategyId, session, sequence, uuidPrefix });
    return { schemaVersion: SCHEMA_VERSION as typeof SCHEMA_VERSION, clientOrderId, orderUuid };
  }

  return {
    place({ accountId, symbol }, createdAtMs, expiresAtMs) {
      const strategyId = random.pick(STRATEGIES);
      const cents = random.between(1_000, 50_000);
      return {
        ...idsOf(strategyId, createdAtMs),
        ...{ kind: 'place', strategyId, accountId, symbol, createdAtMs },
        side: random.chance(0.5) ? 'BUY' : 'SELL',
        // Hardly ever the same twice within a minute: the guard against equal orders has nothing to find.
        quantity: decimal(String(random.between(2, 100_000))),
        orderType: 'LIMIT',
        limitPrice: decimal((cents / CENTS).toFixed(2)),
        timeInForce: 'DAY',
        ...(expiresAtMs !== undefined && { expiresAtMs }),
      };
    },
    cancelOf({ strategyId, accountId, symbol, clientOrderId }, createdAtMs) {
      const ids = idsOf(strategyId, createdAtMs);
      const what = { kind: 'cancel', origClientOrderId: clientOrderId } as const;
      return { ...ids, ...what, strategyId, accountId, symbol, createdAtMs };
    },
  };
}
