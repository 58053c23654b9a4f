import type { BrokerClock } from '@orderonce/brokers';
import { decodeOutcome } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { Logger } from '@orderonce/telemetry';
import type { DoubtedOrders } from './doubted-orders.ts';
import type { KnownOrders } from './known-orders.ts';

/** Tells every account what the outcomes say; returns when the reading ends. */
export async function followOutcomes(
  reading: AsyncIterable<readonly IncomingRecord[]>,
  accounts: readonly { readonly known: KnownOrders; readonly doubted: DoubtedOrders }[],
  { clock, log }: { readonly clock: Pick<BrokerClock, 'monotonicMs'>; readonly log: Logger },
): Promise<void> {
  for await (const records of reading)
    for (const { value, topic, partition, offset } of records) {
      const decoded = decodeOutcome(value);
      if (decoded.ok)
        for (const { known, doubted } of accounts) {
          known.note(decoded.outcome, clock.monotonicMs());
          doubted.note(decoded.outcome);
        }
      else log.warn({ event: 'malformed-outcome', topic, partition, offset });
    }
}
