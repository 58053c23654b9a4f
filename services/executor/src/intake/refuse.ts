import { encodeDeadLetter, type ReadableFields } from '@orderonce/contracts';
import { type Refusal, refusedUnreadable } from '@orderonce/decisions';
import type { Handled, IncomingRecord } from '@orderonce/kafka';
import type { ExecutorOptions, ExecutorPorts } from '../ports.ts';
import { publishOutcome } from '../publish-outcome.ts';
import { processSpan } from './process-span.ts';

interface Within {
  readonly ports: ExecutorPorts;
  readonly options: ExecutorOptions;
}

/**
 * Puts a record that cannot be taken on the dead-letter topic, as received and with every problem, and, where
 * its id can be read, tells its sender by a `REFUSED` outcome. The partition goes on.
 */
export function refuseUnreadable(
  within: Within,
  record: IncomingRecord,
  refusal: Refusal,
): Handled {
  const { ports, options } = within;
  const nowMs = ports.clock.epochMs();
  ports.log.warn(
    {
      event: 'intent-refused',
      clientOrderId: refusal.readable.clientOrderId,
      partition: record.partition,
      offset: record.offset,
      problems: refusal.problems,
    },
    'put an intent on the dead-letter topic',
  );
  ports.metrics.refused(refusal.reason);
  const letter = encodeDeadLetter(record, refusal, nowMs);
  const published: Promise<unknown>[] = [
    ports.publisher.publish({ topic: options.topics.deadLetters, ...letter }),
  ];
  const span = spanOf(within, record, refusal.readable);
  const outcome = refusedUnreadable(refusal, record, nowMs);
  if (outcome !== null) {
    const traced = { ...within, ...(span && { span }) };
    published.push(publishOutcome(traced, outcome, record.key?.toString('utf8') ?? null));
  }
  return { committable: Promise.all(published).then(() => span?.end(refusal.reason)) };
}

/** Where the order's UUID can be read, its trace shows what became of this record. */
function spanOf(within: Within, record: IncomingRecord, readable: ReadableFields) {
  const { orderUuid } = readable;
  if (orderUuid === undefined) return undefined;
  const span = processSpan(within, record, { ...readable, orderUuid });
  span.keep('refused');
  return span;
}
