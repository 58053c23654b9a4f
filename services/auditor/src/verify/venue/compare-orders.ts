import type { BrokerOrder } from '@orderonce/brokers';
import type { ClientOrderId, TopicNames } from '@orderonce/contracts';
import type { Findings, RecordPlace } from '../findings.ts';
import { isSame } from '../rules/amounts.ts';
import type { ToldOrder } from './told-book.ts';
import type { VenueAccount } from './venue-account.ts';

export interface PlacedOrder {
  readonly order: ToldOrder;
  readonly partition: number;
}

const AT_ONCE = 16;

/** Every order that was told to be accepted is there, as it was told. */
export async function ordersAreThere(
  venue: VenueAccount,
  accepted: readonly PlacedOrder[],
  topics: TopicNames,
  findings: Findings,
): Promise<void> {
  const left = accepted.values();
  const askSome = async () => {
    for (const { order, partition } of left) {
      const { verdict, clientOrderId } = order;
      if (verdict === null) continue;
      const found = await venue.order(clientOrderId as ClientOrderId, verdict.brokerOrderId);
      findings.checked('venue');
      const difference = found === null ? ABSENT : differenceOf(order, found);
      if (difference === null) continue;
      findings.add({
        check: 'venue',
        clientOrderId,
        records: [placeOf(topics.outcomes, partition, verdict.offset)],
        ...difference,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askSome));
}

const ABSENT = { expected: 'the order at the venue', found: 'the venue shows none' };

function differenceOf({ verdict, symbol }: ToldOrder, { brokerOrderId, body }: BrokerOrder) {
  const differ = (field: string, expected = 'absent', found = 'absent') => {
    return { expected: `${field} ${expected}`, found: `${field} ${found} at the venue` };
  };
  if (verdict?.brokerOrderId !== brokerOrderId)
    return differ('broker order id', verdict?.brokerOrderId, brokerOrderId);
  if (body.symbol !== symbol) return differ('symbol', symbol, body.symbol);
  // A person may have adopted what is not what was asked for; then it says so.
  if (verdict.reasonCode !== undefined) return null;
  if (body.side !== verdict.side) return differ('side', verdict.side, body.side);
  const { quantity } = verdict;
  const isEqual = quantity !== undefined && isSame(quantity, body.quantity);
  return isEqual ? null : differ('quantity', quantity, body.quantity);
}

export function placeOf(topic: string, partition: number, offset: number): RecordPlace {
  return { topic, partition, offset: String(offset) };
}
