import { encodeIntent, type Intent, intentSchema, partitionKey } from '@orderonce/contracts';
import type { SeededRandom } from '../clock/seeded-random.ts';
import { ACCOUNT_IDS, TOPIC_NAMES, type World } from './world.ts';

const STRATEGIES = ['MOM', 'REV', 'ARB'];
const SYMBOLS = Array.from({ length: 15 }, (_, at) => `SYM${at}`);
const COPY_SHARE = 0.2;
const LATE_COPY_SHARE = 0.3;
const CANCEL_SHARE = 0.05;
const EXPIRY_SHARE = 0.02;
const OTHER_PAYLOAD_SHARE = 0.005;
const POISON_SHARE = 0.003;
const MOST_MS_BETWEEN = 160;

/** What stood on the intents topic besides first copies. */
export interface Traffic {
  readonly sent: { first: number; copies: number; otherPayloads: number; poison: number };
  isOver(): boolean;
}

/**
 * Publishes intents over time, one in five again soon or late, some that nobody can read; and, where the
 * executors remember all orders, some that expire, and some with another payload under a used id.
 */
export function startTraffic(
  world: World,
  { intents, remembersAll }: { readonly intents: number; readonly remembersAll: boolean },
): Traffic {
  const { time, random, log } = world;
  const sent = { first: 0, copies: 0, otherPayloads: 0, poison: 0 };
  const places: Intent[] = [];
  let pending = 0;

  function publish(intent: Intent, value = encodeIntent(intent)) {
    const key = partitionKey(intent.accountId, intent.symbol);
    log.append({ topic: TOPIC_NAMES.intents, key, value }, world.epochMs());
  }

  function later(delayMs: number, task: () => void) {
    pending += 1;
    time.after(delayMs, () => {
      pending -= 1;
      task();
    });
  }

  function publishNext() {
    const intent = makeIntent(random, sent.first, world.epochMs(), places, remembersAll);
    if (intent.kind === 'place') places.push(intent);
    publish(intent);
    sent.first += 1;
    if (random.chance(COPY_SHARE)) {
      const isLate = random.chance(LATE_COPY_SHARE);
      later(isLate ? random.between(10_000, 60_000) : random.between(0, 3000), () => {
        publish(intent);
        sent.copies += 1;
      });
    }
    if (remembersAll && intent.kind === 'place' && random.chance(OTHER_PAYLOAD_SHARE))
      later(random.between(0, 10_000), () => {
        publish(intentSchema.parse({ ...intent, quantity: `${intent.quantity}.5` }));
        sent.otherPayloads += 1;
      });
    if (random.chance(POISON_SHARE)) {
      publish(intent, random.pick(['', '{', '[]', '{"schemaVersion":1}', 'null']));
      sent.poison += 1;
    }
    if (sent.first < intents) later(random.between(0, MOST_MS_BETWEEN), publishNext);
  }
  later(0, publishNext);
  return { sent, isOver: () => pending === 0 };
}

function makeIntent(
  random: SeededRandom,
  n: number,
  nowMs: number,
  places: readonly Intent[],
  mayExpire: boolean,
): Intent {
  const strategyId = random.pick(STRATEGIES);
  const hex = Array.from({ length: 8 }, () => random.between(0, 15).toString(16)).join('');
  const named = {
    schemaVersion: 1,
    clientOrderId: `${strategyId}-1RV4K2-${String(n + 1).padStart(6, '0')}-${hex}`,
    orderUuid: `${hex}-58cc-4372-a567-${String(n).padStart(12, '0')}`,
    strategyId,
    createdAtMs: nowMs,
  };
  if (places.length > 0 && random.chance(CANCEL_SHARE)) {
    const { accountId, symbol, clientOrderId } = random.pick(places.slice(-100));
    const origClientOrderId = clientOrderId;
    return intentSchema.parse({ ...named, kind: 'cancel', accountId, symbol, origClientOrderId });
  }
  return intentSchema.parse({
    ...named,
    kind: 'place',
    accountId: random.pick(ACCOUNT_IDS),
    symbol: random.pick(SYMBOLS),
    side: random.pick(['BUY', 'SELL']),
    // Each its own, or the content guard would take some for duplicates.
    quantity: String(n + 1),
    ...(random.chance(0.5)
      ? { orderType: 'MARKET' }
      : { orderType: 'LIMIT', limitPrice: `${random.between(1, 500)}.25` }),
    timeInForce: 'DAY',
    ...(mayExpire &&
      random.chance(EXPIRY_SHARE) && { expiresAtMs: nowMs + random.between(500, 10_000) }),
  });
}

/** Whether the venue refuses an order, told from its id, so that every send of it meets the same venue. */
export function refusalOf(clientOrderId: string): 'always' | 'at times' | 'never' {
  const mark = Number.parseInt(clientOrderId.slice(-2), 16);
  if (mark < 6) return 'always';
  return mark < 9 ? 'at times' : 'never';
}
