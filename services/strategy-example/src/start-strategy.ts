import { setTimeout as delay } from 'node:timers/promises';
import { connect, type FollowedOutcome } from '@orderonce/client';
import type { TradingSymbol } from '@orderonce/contracts';
import type { Logger, OrderTracer, RunningService } from '@orderonce/telemetry';
import type { StrategyConfiguration } from './configuration.ts';
import { wantedOrders } from './momentum/wanted-orders.ts';
import { Answers } from './outcomes/answers.ts';
import { readStockPrices, STOCKS } from './prices/stock-prices.ts';
import { OccurrenceCounter } from './publishing/occurrence-counter.ts';
import { RepeatPlan } from './publishing/repeat-plan.ts';
import { seededRandom } from './publishing/seeded-random.ts';
import { type PublishCounts, runStrategy, type StrategyClock } from './run-strategy.ts';

const PROGRESS_EVERY_MS = 1_000;
const LOOK_FOR_ANSWERS_EVERY_MS = 50;
/** Between this machine's clock and the log's. */
const CLOCK_MARGIN_MS = 60_000;

/** Trades a price history by momentum over the client package, and says how far it is. */
export async function startStrategy(
  configuration: StrategyConfiguration,
  { log, tracer }: { readonly log: Logger; readonly tracer: OrderTracer },
): Promise<RunningService> {
  const client = connect({
    strategyId: configuration.STRATEGY_ID,
    accountId: configuration.STRATEGY_ACCOUNT_ID,
    tracer,
    log: (level, message, fields) => log[level]({ event: 'kafka', ...fields }, message),
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const clock = clockUntil(signal);
  const answers = new Answers();
  const counts: PublishCounts = { published: 0, repeated: 0, acknowledged: 0 };
  const progress = () => ({ ...counts, ...answers.counts });
  const talking = setInterval(
    () => log.info({ event: 'progress', ...progress() }),
    PROGRESS_EVERY_MS,
  );

  const outcomes = client.followOutcomes({ timestampMs: clock.nowMs() - CLOCK_MARGIN_MS });
  const following = takeAnswers(outcomes, answers);
  const traded: ReadonlySet<string> = new Set(configuration.STRATEGY_SYMBOLS ?? STOCKS);
  const running = runStrategy({
    orders: wantedOrders(readStockPrices(), (symbol: TradingSymbol) => traded.has(symbol)),
    ...{ client, answers, counts, clock, signal },
    occurrences: new OccurrenceCounter(),
    repeats: new RepeatPlan({
      ratio: configuration.STRATEGY_REPEAT_RATIO,
      random: seededRandom(configuration.STRATEGY_SEED),
    }),
    intents: configuration.STRATEGY_INTENTS,
    ratePerSecond: configuration.STRATEGY_RATE_PER_SECOND,
  });
  const finished = running.then(async () => {
    await untilAnswered(answers, clock, configuration.STRATEGY_ANSWERS_WAIT_MS, signal);
    if (!signal.aborted) log.info({ event: 'done', ...progress() });
  });
  const working = Promise.all([finished, following]).catch((error: unknown) => {
    // Stopped in the middle: what was not acknowledged may be on the log or not, which is no failure.
    if (!signal.aborted) throw error;
  });
  const never = () => new Promise<never>(() => {});
  return {
    finished: finished.catch(never),
    failed: working.then(never),
    async stop() {
      stopping.abort();
      clearInterval(talking);
      await client.stop();
      await working;
      log.info({ event: 'stopped', ...progress() });
    },
  };
}

async function takeAnswers(
  outcomes: AsyncIterable<FollowedOutcome>,
  answers: Answers,
): Promise<void> {
  for await (const followed of outcomes) if (followed.ok) answers.take(followed.outcome);
}

async function untilAnswered(
  answers: Answers,
  clock: StrategyClock,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = clock.monotonicMs() + waitMs;
  while (answers.counts.unanswered > 0 && clock.monotonicMs() < deadlineMs && !signal.aborted)
    await clock.sleep(LOOK_FOR_ANSWERS_EVERY_MS);
}

function clockUntil(signal: AbortSignal): StrategyClock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep: (durationMs) => delay(durationMs, undefined, { signal }).catch(() => {}),
  };
}
