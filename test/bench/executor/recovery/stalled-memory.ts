import { setTimeout as delay } from 'node:timers/promises';
import { topicNames } from '@orderonce/contracts';
import { openPipeline } from '../../../integration/harness/pipeline.ts';
import type { Judged } from '../latency/bench-table.ts';
import { roundOn } from '../latency/interruption.ts';
import { spreadOf } from '../latency/spread.ts';
import type { Pipeline } from '../latency/start-beside.ts';
import { startSimulator } from '../latency/start-simulator.ts';
import { partitionOf, publishMany } from './many-intents.ts';
import { outcomeCount, outcomeEnds, untouchedPartitions } from './progress.ts';
import { residentMib } from './resident-memory.ts';

const SYMBOLS = Array.from({ length: 200 }, (_, place) => `SYM${place}`);
const NEVER_MS = 600_000;
const HOUR_MS = '3600000';
const MOST_MIB = 300;
/** What is flat may still breathe. */
const MOST_GROWTH = 1.1;
const SAMPLE_MS = 500;
const REST_SAMPLES = 10;
const SHOWN_SAMPLES = 16;

interface Sample {
  readonly outcomes: number;
  readonly mib: number;
}

/** An executor's resident memory while many intents pass and one lane of every partition gets no answer. */
export async function stalledMemory(
  stage: AsyncDisposableStack,
  intents: number,
): Promise<Judged[]> {
  const round = roundOn(stage);
  const pipeline = round.use(await openPipeline());
  const { connection, accountId, client: builder } = pipeline;
  const { intents: topic } = topicNames(pipeline.topicPrefix);
  const partitionCount = (await outcomeEnds(pipeline)).size;
  const silent = Array.from({ length: partitionCount }, (_, partition) =>
    SYMBOLS.find((symbol) => partitionOf(accountId, symbol, partitionCount) === partition),
  ).filter((symbol) => symbol !== undefined);
  const url = await startSimulator(pipeline, {
    SIMULATOR_FAULTS: JSON.stringify(
      silent.map((symbol) => ({ fault: 'slow-ms', ms: NEVER_MS, symbol })),
    ),
    // Its ledger of every order is what it is for.
    NODE_OPTIONS: '--max-old-space-size=8192',
  });
  const executor = await pipeline.startExecutor({
    ALPACA_BASE_URL: url,
    EXECUTOR_MAX_DOUBT_MS: HOUR_MS,
    EXECUTOR_MAX_INTENT_AGE_MS: HOUR_MS,
  });
  await publishMany({ connection, topic, builder, symbols: silent, count: silent.length });
  const symbols = SYMBOLS.filter((symbol) => !silent.includes(symbol));
  const filling = publishMany({ connection, topic, builder, symbols, count: intents });
  const samples = await watch(pipeline, executor.pid, intents);
  await filling;
  const stalled = await untouchedPartitions(pipeline);
  await round.disposeAsync();
  tellSeries(samples);
  return [
    ...judged(samples, intents, partitionCount),
    {
      what: 'partitions in which nothing was committed, because their first intent was stalled',
      measured: String(stalled),
      required: String(partitionCount),
      holds: stalled === partitionCount,
    },
  ];
}

async function watch(pipeline: Pipeline, pid: number, intents: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  let left = REST_SAMPLES;
  while (left > 0) {
    await delay(SAMPLE_MS);
    const outcomes = await outcomeCount(pipeline);
    samples.push({ outcomes, mib: residentMib(pid) });
    if (outcomes >= intents) left -= 1;
  }
  return samples;
}

function tellSeries(samples: readonly Sample[]) {
  const step = Math.max(1, Math.floor(samples.length / SHOWN_SAMPLES));
  const shown = samples.filter((_, place) => place % step === 0 || place === samples.length - 1);
  const texts = shown.map(({ outcomes, mib }) => `${outcomes}: ${mib.toFixed(0)}`);
  console.log(`Resident MiB of the executor by outcomes: ${texts.join(', ')}\n`);
}

function judged(samples: readonly Sample[], intents: number, partitionCount: number): Judged[] {
  const mibs = samples.map(({ mib }) => mib);
  const quarter = Math.ceil(samples.length / 4);
  const early = spreadOf(mibs.slice(quarter, 2 * quarter)).median;
  const late = spreadOf(mibs.slice(-quarter)).median;
  return [
    {
      what: `memory with ${intents} intents, a stalled lane in each of ${partitionCount} partitions: most`,
      measured: `${Math.max(...mibs).toFixed(0)} MiB`,
      required: `≤ ${MOST_MIB} MiB`,
      holds: Math.max(...mibs) <= MOST_MIB,
    },
    {
      what: 'the same: last quarter of the time against the second',
      measured: `${early.toFixed(0)} → ${late.toFixed(0)} MiB`,
      required: `flat: ≤ ${MOST_GROWTH}×`,
      holds: late <= early * MOST_GROWTH,
    },
  ];
}
