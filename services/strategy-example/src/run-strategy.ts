import type { OrderClient } from '@orderonce/client';
import type { PlaceIntent } from '@orderonce/contracts';
import type { WantedOrderOfSymbol } from './momentum/wanted-orders.ts';
import type { Answers } from './outcomes/answers.ts';
import { InFlight } from './publishing/in-flight.ts';
import type { OccurrenceCounter } from './publishing/occurrence-counter.ts';
import type { RepeatPlan } from './publishing/repeat-plan.ts';

/** What a run has done so far. */
export interface PublishCounts {
  /** Intents handed to Kafka's client, each counted once. */
  published: number;
  /** Second copies of them. */
  repeated: number;
  /** Copies of either kind that Kafka has. */
  acknowledged: number;
}

export interface StrategyRun {
  readonly orders: Iterator<WantedOrderOfSymbol>;
  readonly client: Pick<OrderClient, 'place' | 'publish'>;
  readonly occurrences: OccurrenceCounter;
  readonly repeats: RepeatPlan<PlaceIntent>;
  readonly answers: Answers;
  readonly counts: PublishCounts;
  /** Absent: without end. */
  readonly intents: number | undefined;
  readonly ratePerSecond: number;
  readonly clock: StrategyClock;
  readonly signal: AbortSignal;
}

export interface StrategyClock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Never goes back. */
  monotonicMs(): number;
  /** Resolves after this long, or at once when the run's signal is aborted. */
  sleep(durationMs: number): Promise<void>;
}

/** Copies that Kafka has not acknowledged yet; beyond this the strategy waits for Kafka. */
const MAX_IN_FLIGHT = 2_000;

/**
 * Publishes what the strategy wants, at its pace, and some of it twice. Returns when Kafka has all of it, or
 * soon after the signal was aborted.
 *
 * @throws what publishing failed with for good
 */
export async function runStrategy(run: StrategyRun): Promise<void> {
  const { client, counts, clock, signal, repeats } = run;
  const inFlight = new InFlight(MAX_IN_FLIGHT);
  const startMs = clock.monotonicMs();

  async function publish(intent: PlaceIntent): Promise<void> {
    await inFlight.room();
    inFlight.add(
      client.publish(intent).then(() => {
        counts.acknowledged += 1;
      }),
    );
  }
  async function repeat(intents: readonly PlaceIntent[]): Promise<void> {
    for (const intent of intents) {
      await publish(intent);
      counts.repeated += 1;
    }
  }

  while (!signal.aborted && counts.published < (run.intents ?? Number.POSITIVE_INFINITY)) {
    const dueMs = startMs + (counts.published * 1000) / run.ratePerSecond;
    const earlyMs = dueMs - clock.monotonicMs();
    if (earlyMs > 0) await clock.sleep(earlyMs);
    if (signal.aborted) break;
    const intent = nextIntent(run);
    if (intent === null) break;
    run.answers.expect(intent.clientOrderId);
    await publish(intent);
    counts.published += 1;
    await repeat(repeats.after(intent));
  }
  if (!signal.aborted) await repeat(repeats.rest());
  await inFlight.drained();
}

/** The intent is made once; every copy of it is this object with its one id. */
function nextIntent({ orders, client, occurrences, clock }: StrategyRun): PlaceIntent | null {
  const { done, value: order } = orders.next();
  if (done) return null;
  const occurrence = occurrences.next(order, clock.nowMs());
  return client.place({
    symbol: order.symbol,
    side: order.side,
    quantity: order.quantity,
    orderType: 'MARKET',
    ...(occurrence > 1 && { occurrence }),
  });
}
