import { setTimeout as delay } from 'node:timers/promises';
import { groupBy, verdictsOf } from '../../../faults/judge/by-order.ts';
import type { History } from '../../../faults/judge/history.ts';
import { judge } from '../../../faults/judge/judge.ts';
import { openPipeline } from '../../../integration/harness/pipeline.ts';
import type { Judged } from '../latency/bench-table.ts';
import { roundOn } from '../latency/interruption.ts';
import { spreadOf, spreadText } from '../latency/spread.ts';
import { startFlow } from './steady-flow.ts';

const SYMBOLS = Array.from({ length: 30 }, (_, place) => `SYM${place}`);
/** Each lane gets an intent every tenth of a second. */
const PER_SECOND = 300;
const STEADY_MS = 1000;
const GRACE_MS = 8000;
const MOST_GAP_MS = 2000;
/** The service's own times: no call is given up, and no session lost, on a busy machine. */
const UNHURRIED = {
  EXECUTOR_BROKER_TIMEOUT_MS: '5000',
  EXECUTOR_LEASE_MS: '10000',
  EXECUTOR_SESSION_TIMEOUT_MS: '10000',
};

interface Restart {
  readonly longestGapMs: number;
  /** Of the lanes' longest gaps, the one in the middle. */
  readonly usualGapMs: number;
  readonly violations: number;
}

/** Two executors under load, one after the other ended by SIGTERM and started anew. */
export async function rollingRestart(
  stage: AsyncDisposableStack,
  rounds: number,
): Promise<Judged[]> {
  const restarts: Restart[] = [];
  for (let round = 0; round < rounds; round += 1) restarts.push(await restartBoth(roundOn(stage)));
  const gaps = restarts.map(({ longestGapMs }) => longestGapMs);
  const usual = restarts.map(({ usualGapMs }) => usualGapMs);
  const violations = restarts.reduce((sum, restart) => sum + restart.violations, 0);
  return [
    {
      what: `rolling restart: longest gap of any lane (usual lane: ${spreadText(usual, 0)}), ${rounds} runs`,
      measured: `${spreadText(gaps, 0)} ms`,
      required: `≤ ${MOST_GAP_MS} ms`,
      holds: spreadOf(gaps).most <= MOST_GAP_MS,
    },
    {
      what: 'rolling restart: broken promises, a second POST included',
      measured: String(violations),
      required: '0',
      holds: violations === 0,
    },
  ];
}

async function restartBoth(round: AsyncDisposableStack): Promise<Restart> {
  const pipeline = round.use(await openPipeline());
  const start = () => pipeline.startExecutor(UNHURRIED);
  const executors = [await start(), await start()];
  const flow = startFlow(pipeline.client, { symbols: SYMBOLS, perSecond: PER_SECOND });
  await delay(STEADY_MS);
  const story: Moment[] = [];
  const note = (what: string) => story.push({ what, atMs: Date.now() });
  for (const executor of executors) {
    note('SIGTERM');
    await executor.stop(GRACE_MS);
    note('ended');
    await start();
    note('ready');
    await delay(STEADY_MS);
  }
  await flow.stop();
  await pipeline.rest();
  const history = await pipeline.history();
  await round.disposeAsync();
  const gaps = laneGaps(history).toSorted((left, right) => left.ms - right.ms);
  const longest = gaps.at(-1);
  if (longest === undefined) throw new Error('there are no outcomes');
  const violations = judge(history);
  console.log(`Longest gap ${longest.ms} ms: ${tellStory(story, longest.beganMs)}`);
  for (const { invariant, text } of violations) console.log(`  invariant ${invariant}: ${text}`);
  return {
    longestGapMs: longest.ms,
    usualGapMs: gaps[Math.floor(gaps.length / 2)]?.ms ?? 0,
    violations: violations.length,
  };
}

interface Moment {
  readonly what: string;
  readonly atMs: number;
}

/** What happened when, in milliseconds from the gap's beginning. */
function tellStory(story: readonly Moment[], beganMs: number): string {
  return story.map(({ what, atMs }) => `${what} ${atMs - beganMs}`).join(', ');
}

interface Gap {
  readonly ms: number;
  readonly beganMs: number;
}

/** The longest time without an outcome of each lane, by the log's clock, from its first to its last one. */
function laneGaps({ outcomes }: History): Gap[] {
  const lanes = groupBy(verdictsOf(outcomes), ({ outcome }) => outcome.symbol);
  return [...lanes.values()].flatMap((lane) => {
    const gaps = lane.map(({ logTimeMs }, place) => {
      const beganMs = lane[place - 1]?.logTimeMs ?? logTimeMs;
      return { ms: logTimeMs - beganMs, beganMs };
    });
    return gaps.toSorted((left, right) => left.ms - right.ms).slice(-1);
  });
}
