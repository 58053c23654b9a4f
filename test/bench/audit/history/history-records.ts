import {
  type ClientOrderId,
  decimal,
  encodeIntent,
  encodeOutcome,
  type Intent,
  type OrderOutcome,
  type OrderUuid,
  type PlaceIntent,
  type TopicNames,
  traceIdOf,
  ZERO,
} from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import { type SeededRandom, seededRandom } from '../../../faults/simulation/clock/seeded-random.ts';
import { type Instrument, instruments } from './cast.ts';
import { createIntentMaker } from './new-intent.ts';
import * as told from './told-of.ts';

export interface HistoryOptions {
  /** The same seed, count, start, partitions and names give the same records for ever. */
  readonly seed: number;
  /** Intents and outcomes together; the last order is told to its end, so up to ten more. */
  readonly events: number;
  readonly partitions: number;
  readonly startMs: number;
  readonly topics: Pick<TopicNames, 'intents' | 'outcomes'>;
}

/** A record and the place that it gets on a topic that was empty before. */
export interface HistoryRecord extends RecordPosition {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly clientOrderId: ClientOrderId;
}

const STEP_MS = 16;
const RECORDS_PER_ORDER = 3.6;

/** About how long a history of so many events lasts. */
export const spanMsOf = (events: number) => Math.ceil(events / RECORDS_PER_ORDER) * STEP_MS;

// How many steps after the intent something happens, and how often.
const VERDICT_AFTER = 2;
const CANCEL_AFTER = 40;
const COPY_AFTER = 20;
const LONGEST = 64;
const EXPIRES_AFTER_MS = 10;
const RARELY = { denied: 0.01, rejected: 0.03, copied: 0.02, cancelled: 0.05, open: 0.05 };

type Happening = (atMs: number) => Iterable<HistoryRecord>;

/**
 * What strategies, executors and venues put on the two topics: an order every 16 ms on one of a thousand
 * instruments, its verdict, its fills, a copy here and there, refusals, denials, cancels. Each outcome names the
 * place and the payload hash of its intent; times and offsets agree with the order of the records.
 */
export function* historyRecords(options: HistoryOptions): Generator<HistoryRecord> {
  const random = seededRandom(options.seed);
  const cast = instruments(options.partitions);
  const agenda: Happening[][] = Array.from({ length: LONGEST }, () => []);
  const scribe = createScribe(options, random);
  const make = createIntentMaker(random, options.startMs);
  let step = 0;
  let begunEvents = 0;
  const later = (steps: number, happening: Happening) => {
    begunEvents += 1;
    agenda[(step + steps) % LONGEST]?.push(happening);
  };

  for (let quiet = 0; quiet <= LONGEST; step += 1) {
    const atMs = options.startMs + step * STEP_MS;
    const due = agenda[step % LONGEST] ?? [];
    agenda[step % LONGEST] = [];
    for (const happening of due) yield* happening(atMs);
    if (begunEvents < options.events) {
      begunEvents += 1;
      yield* beginOrder(atMs, random.pick(cast));
    } else quiet += 1;
  }

  function* beginOrder(atMs: number, instrument: Instrument): Iterable<HistoryRecord> {
    const fate = random.next();
    const isDenied = fate < RARELY.denied;
    const order = make.place(instrument, atMs, isDenied ? atMs + EXPIRES_AFTER_MS : undefined);
    const record = scribe.intent(order, instrument, atMs);
    yield record;
    const subject = told.subjectOf(order, record);
    const brokerOrderId = scribe.brokerOrderId();
    const say = (steps: number, tell: (nowMs: number) => OrderOutcome[]) =>
      later(steps, (nowMs) =>
        tell(nowMs).map((one) => scribe.outcome(one, order, instrument, nowMs)),
      );

    if (isDenied) return say(VERDICT_AFTER, (nowMs) => told.denial(subject, atMs, nowMs));
    if (fate < RARELY.denied + RARELY.rejected)
      return say(VERDICT_AFTER, (nowMs) => told.rejection(subject, brokerOrderId, nowMs));
    say(VERDICT_AFTER, (nowMs) => told.acceptance(subject, brokerOrderId, nowMs));
    if (random.chance(RARELY.copied)) copyLater(order, instrument, brokerOrderId);
    if (random.chance(RARELY.cancelled)) cancelLater(order, instrument, brokerOrderId);
    else if (!random.chance(RARELY.open)) fillLater(order, brokerOrderId, say);
  }

  function fillLater(
    order: PlaceIntent,
    brokerOrderId: string,
    say: (steps: number, tell: (nowMs: number) => OrderOutcome[]) => void,
  ): void {
    const whole = Number(order.quantity);
    const first = random.chance(0.5) ? whole : random.between(1, whole - 1);
    const part = (before: number, last: number) => (atMs: number) => [
      told.fill(order, brokerOrderId, {
        before: before === 0 ? ZERO : decimal(String(before)),
        lastQty: decimal(String(last)),
        atMs,
      }),
    ];
    const after = random.between(VERDICT_AFTER + 1, CANCEL_AFTER);
    say(after, part(0, first));
    if (first < whole) say(random.between(after + 1, LONGEST - 1), part(first, whole - first));
  }

  function copyLater(order: PlaceIntent, instrument: Instrument, brokerOrderId: string): void {
    later(COPY_AFTER, (atMs) => {
      const copy = scribe.intent(order, instrument, atMs);
      const subject = told.subjectOf(order, copy);
      later(VERDICT_AFTER, (nowMs) => [
        scribe.outcome(told.duplicate(subject, brokerOrderId, nowMs), order, instrument, nowMs),
      ]);
      return [copy];
    });
  }

  function cancelLater(order: PlaceIntent, instrument: Instrument, brokerOrderId: string): void {
    later(CANCEL_AFTER, (atMs) => {
      const cancel = make.cancelOf(order, atMs);
      const record = scribe.intent(cancel, instrument, atMs);
      const subject = told.subjectOf(cancel, record);
      later(VERDICT_AFTER, (nowMs) =>
        told
          .acceptance(subject, brokerOrderId, nowMs)
          .map((one) => scribe.outcome(one, cancel, instrument, nowMs)),
      );
      later(VERDICT_AFTER + 1, (nowMs) => [
        scribe.outcome(told.canceled(order, brokerOrderId, nowMs), order, instrument, nowMs),
      ]);
      return [record];
    });
  }
}

/** Writes records one behind the other, and knows the offset that each one gets. */
function createScribe({ topics, partitions }: HistoryOptions, random: SeededRandom) {
  const next = {
    [topics.intents]: new Array<number>(partitions).fill(0),
    [topics.outcomes]: new Array<number>(partitions).fill(0),
  };
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const brokerOrderId = () => `${hex(8)}-${hex(4)}-4${hex(3)}-b${hex(3)}-${hex(8)}${hex(4)}`;

  function record(topic: string, { key, partition }: Instrument, atMs: number, uuid: OrderUuid) {
    const offsets = next[topic] ?? [];
    const offset = offsets[partition] ?? 0;
    offsets[partition] = offset + 1;
    const traceparent = `00-${traceIdOf(uuid)}-${hex(8)}${hex(8)}-01`;
    const headers = { 'content-type': 'application/json', traceparent };
    return { topic, key, partition, offset: String(offset), atMs, headers };
  }

  return {
    brokerOrderId,
    intent: (intent: Intent, instrument: Instrument, atMs: number): HistoryRecord => ({
      ...record(topics.intents, instrument, atMs, intent.orderUuid),
      clientOrderId: intent.clientOrderId,
      value: encodeIntent(intent),
    }),
    outcome: (
      outcome: OrderOutcome,
      { clientOrderId, orderUuid }: Intent,
      instrument: Instrument,
      atMs: number,
    ): HistoryRecord => ({
      ...record(topics.outcomes, instrument, atMs, orderUuid),
      clientOrderId,
      value: encodeOutcome(outcome),
    }),
  };
}
