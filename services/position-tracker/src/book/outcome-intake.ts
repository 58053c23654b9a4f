import { decodeOutcome, type Outcome, type Undecodable } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { Booked, OrderState, PositionBook } from '@orderonce/positions';
import {
  ATTRIBUTES,
  type Logger,
  type OrderTracer,
  orderFields,
  SPAN_NAMES,
  traceparentFrom,
} from '@orderonce/telemetry';

/** What became of the records so far. */
export interface IntakeCounts {
  /** Events seen for the first time. */
  readonly outcomesApplied: number;
  /** Events seen before. */
  readonly duplicatesIgnored: number;
  /** Records that are no outcomes; each was logged with its place. */
  readonly malformed: number;
  /** Outcomes that contradict others or could not be counted; each was logged. */
  readonly alarms: number;
}

/** Takes the records of `orders.outcomes` into the book, one after the other. */
export class OutcomeIntake {
  readonly #book: PositionBook;
  readonly #log: Logger;
  readonly #tracer: OrderTracer;
  readonly #counts = { outcomesApplied: 0, duplicatesIgnored: 0, malformed: 0, alarms: 0 };

  constructor(
    book: PositionBook,
    telemetry: { readonly log: Logger; readonly tracer: OrderTracer },
  ) {
    this.#book = book;
    this.#log = telemetry.log;
    this.#tracer = telemetry.tracer;
  }

  get counts(): IntakeCounts {
    return { ...this.#counts };
  }

  /** Never throws for what a record holds: one that cannot be read is counted, logged and passed over. */
  take(record: IncomingRecord): void {
    const decoded = decodeOutcome(record.value);
    if (decoded.ok) this.#fold(decoded.outcome, record);
    else this.#skip(record, decoded);
  }

  #fold(outcome: Outcome, record: IncomingRecord): void {
    const booked = this.#book.take(outcome, record);
    if (booked.isRepeat) this.#counts.duplicatesIgnored += 1;
    else this.#counts.outcomesApplied += 1;
    if (booked.alarm !== undefined) this.#raise(record, outcome, booked);
    if (booked.isChange && booked.order !== null) this.#trace(record, outcome, booked.order);
  }

  #skip(record: IncomingRecord, { reason, problems }: Undecodable) {
    this.#counts.malformed += 1;
    const { topic, partition, offset } = record;
    this.#log.warn({ event: 'malformed-outcome', topic, partition, offset, reason, problems });
  }

  #raise({ topic, partition, offset }: IncomingRecord, outcome: Outcome, { alarm, order }: Booked) {
    this.#counts.alarms += 1;
    const { clientOrderId, outcomeId } = outcome;
    this.#log.error(
      {
        event: 'outcome-alarm',
        alarm: alarm?.kind,
        ...(outcome.execType === 'EXTERNAL'
          ? { clientOrderId }
          : orderFields({ clientOrderId: outcome.clientOrderId, orderUuid: order?.orderUuid })),
        ...{ outcomeId, topic, partition, offset },
      },
      alarm?.text,
    );
  }

  #trace(record: IncomingRecord, outcome: Outcome, order: OrderState) {
    // A fill's own record need not carry the order's UUID; an earlier outcome of the order did.
    if (order.orderUuid === undefined) return;
    const span = this.#tracer.start(SPAN_NAMES.foldOutcome, {
      orderUuid: order.orderUuid,
      kind: 'consumer',
      parent: traceparentFrom(record.headers),
      attributes: {
        [ATTRIBUTES.messagingDestinationName]: record.topic,
        [ATTRIBUTES.messagingDestinationPartitionId]: String(record.partition),
        [ATTRIBUTES.messagingKafkaOffset]: Number(record.offset),
        [ATTRIBUTES.execType]: outcome.execType,
        ...(outcome.clientOrderId !== undefined && {
          [ATTRIBUTES.clientOrderId]: outcome.clientOrderId,
        }),
      },
    });
    span.end();
  }
}
