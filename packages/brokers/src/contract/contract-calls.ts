import { type ClientOrderId, clientOrderIdSchema, type OrderBody } from '@orderonce/contracts';
import { expect, vi } from 'vitest';
import type { Broker } from '../broker.ts';
import type { BrokerFill, BrokerOrder } from '../broker-order.ts';

export const SOON = { timeout: 5_000, interval: 5 };
export const CALL = { timeoutMs: 2_000 };
/** In the form of a venue's id, and nobody's. */
export const NOBODYS = '00000000-0000-4000-8000-000000000000';

let nextSequence = 1;
export const newId = (): ClientOrderId =>
  clientOrderIdSchema.parse(`MOM-1RV4K2-${String(nextSequence++).padStart(6, '0')}-a3f8b2c1`);

/** Sends an order that must be accepted; resolves with the venue's id of it. */
export async function accepted(
  broker: Broker,
  clientOrderId: ClientOrderId,
  order: OrderBody,
): Promise<string> {
  const result = await broker.submit({ clientOrderId, order }, CALL);
  if (result.kind !== 'accepted') throw new Error(`${result.kind}: ${result.evidence.result}`);
  return result.order.brokerOrderId;
}

/** Waits until an order, by the venue's id, is in this state. */
export const becomes = (broker: Broker, brokerOrderId: string, ordStatus: string) =>
  vi.waitFor(async () => {
    const result = await broker.findByBrokerOrderId(brokerOrderId, CALL);
    expect(result).toMatchObject({ kind: 'found', order: { ordStatus } });
  }, SOON);

export async function fillsAfter(
  broker: Broker,
  afterFillId: string | null,
): Promise<BrokerFill[]> {
  const result = await broker.fillsAfter(afterFillId, CALL);
  if (result.kind !== 'page') throw new Error(result.text);
  expect(result.isLast).toBe(true);
  return [...result.fills];
}

/** Every open order, over as many pages as there are, without those that stand on two. */
export async function openOrders(broker: Broker): Promise<BrokerOrder[]> {
  const orders = new Map<string, BrokerOrder>();
  let after: string | null = null;
  do {
    const page = await broker.openOrders(after, CALL);
    if (page.kind !== 'page') throw new Error(page.text);
    expect(page.unrecognised).toEqual([]);
    for (const order of page.orders) orders.set(order.brokerOrderId, order);
    after = page.next;
  } while (after !== null);
  return [...orders.values()];
}
