import { type Broker, type BrokerClock, MemoryBroker } from '@orderonce/brokers';
import {
  accountIdSchema,
  clientOrderIdSchema,
  decimal,
  type OrderBody,
  orderUuidSchema,
  symbolSchema,
} from '@orderonce/contracts';
import { createLogger } from '@orderonce/telemetry';
import type { AccountPorts } from '../account/account-ports.ts';
import type { ReadUpTo } from '../account/fill-position.ts';
import { AccountOrders } from '../orders/account-orders.ts';
import type { Report } from '../reports/fill-outcome.ts';

export const ACCOUNT = accountIdSchema.parse('acct-1');
export const UUID = orderUuidSchema.parse('a3f8b2c1-0000-4000-8000-000000000001');
export const NOW_MS = 1_790_000_000_000;

export const idOf = (sequence: number) =>
  clientOrderIdSchema.parse(`MOM-1RV4K2-${String(sequence).padStart(6, '0')}-a3f8b2c1`);

export const BUY_10: OrderBody = {
  symbol: symbolSchema.parse('AAPL'),
  side: 'BUY',
  quantity: decimal('10'),
  orderType: 'MARKET',
  timeInForce: 'DAY',
};

/** Time stands still until a test moves it. */
class HandClock implements BrokerClock {
  elapsedMs = 0;
  nowMs = () => NOW_MS + this.elapsedMs;
  monotonicMs = () => this.elapsedMs;
}

/** One account at a venue in memory, what was reported of it, and what was logged. */
export function accountUnderTest(wrap: (broker: MemoryBroker) => Broker = (broker) => broker) {
  const clock = new HandClock();
  const venue = new MemoryBroker({ clock, priceOf: null });
  const reports: Report[] = [];
  const logged: Record<string, unknown>[] = [];
  const orders = new AccountOrders({
    accountId: ACCOUNT,
    checkEveryMs: 5_000,
    maxRemembered: 100_000,
    clock,
  });
  const kept: { position: ReadUpTo | null } = { position: null };
  const stopping = new AbortController();
  const ports: AccountPorts = {
    accountId: ACCOUNT,
    broker: wrap(venue),
    orders,
    publish: async (outcome) => {
      reports.push(outcome);
    },
    position: {
      load: async () => kept.position,
      save: async (position) => {
        kept.position = position;
      },
    },
    clock,
    log: createLogger({
      name: 'test',
      level: 'info',
      destination: { write: (line) => logged.push(JSON.parse(line)) },
    }),
    timeoutMs: 1_000,
    signal: stopping.signal,
  };
  return { clock, venue, orders, kept, reports, logged, ports, stopping };
}

/** Sends an order; resolves with the venue's id of it. */
export async function sendOrder(
  venue: MemoryBroker,
  sequence: number,
  order: OrderBody = BUY_10,
): Promise<string> {
  const result = await venue.submit({ clientOrderId: idOf(sequence), order });
  if (result.kind !== 'accepted') throw new Error(result.kind);
  return result.order.brokerOrderId;
}
