import { decodeOutcome } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { type Logger, traceparentFrom } from '@orderonce/telemetry';
import type { AccountOrders } from './account-orders.ts';
import type { OrderTraces } from './order-traces.ts';

/** Tells every account what the outcomes say; returns when the reading ends. */
export async function followOutcomes(
  reading: AsyncIterable<readonly IncomingRecord[]>,
  accounts: readonly Pick<AccountOrders, 'note'>[],
  traces: Pick<OrderTraces, 'note'>,
  log: Logger,
): Promise<void> {
  for await (const records of reading)
    for (const { value, topic, partition, offset, headers } of records) {
      const decoded = decodeOutcome(value);
      if (decoded.ok) {
        traces.note(decoded.outcome, traceparentFrom(headers));
        for (const orders of accounts) orders.note(decoded.outcome);
      } else log.warn({ event: 'malformed-outcome', topic, partition, offset });
    }
}
