import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { seededRandom } from '../../../faults/simulation/clock/seeded-random.ts';
import { type Judged, judgedTable } from '../../executor/latency/bench-table.ts';
import { openHistory } from './open-history.ts';
import { type Ran, runOrderonce } from './run-orderonce.ts';

// How long `orderonce` takes over millions of events, in processes of its own, on the Kafka of KAFKA_BROKERS, which
// no one else should be using; exits with 1 when a promise does not hold.
// `--short`: 200 000 events instead of 5 000 000, which says little about the time without an index.

const isShort = process.argv.includes('--short');
const EVENTS = isShort ? 200_000 : 5_000_000;
const WITH_INDEX = 20;
const WITHOUT_INDEX = 5;
const SEED = 7;

const storySchema = z.looseObject({ looked: z.array(z.string()), timeLine: z.array(z.unknown()) });
const builtSchema = z.object({ records: z.number(), perSecond: z.number() });

const folder = mkdtempSync(join(tmpdir(), 'bench-trace-'));
await using opened = new AsyncDisposableStack();
opened.defer(() => rmSync(folder, { recursive: true }));
const history = opened.use(await openHistory(EVENTS, SEED));
const index = ['--index', join(folder, 'index.sqlite')];
const random = seededRandom(SEED);

const { document } = await runOrderonce(history.prefix, ['index', 'build', ...index]);
const built = builtSchema.parse(document);
const ids = Array.from({ length: WITH_INDEX }, () => random.pick(history.someIds));
const indexed = await traceAll(ids, index);
const read = await traceAll(ids.slice(0, WITHOUT_INDEX), ['--no-index']);
checkSameStories();

const rows: readonly Judged[] = [
  judged('index build, records a second', built.perSecond, 'at least', 100_000),
  judged('trace with the index, median ms', quantile(indexed, 0.5), 'below', 1_000),
  judged('trace with the index, p99 ms', quantile(indexed, 0.99), 'below', 1_000),
  judged('trace without, median ms', quantile(read, 0.5), 'below', 30_000),
  judged('trace without, longest ms', quantile(read, 1), 'below', 30_000),
];
console.log(
  `${history.intents} intents and ${history.outcomes} outcomes, on ${availableParallelism()} cores, Kafka included.`,
);
console.log(judgedTable(rows));
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;

async function traceAll(all: readonly string[], options: readonly string[]): Promise<Ran[]> {
  const ran: Ran[] = [];
  for (const id of all) ran.push(await runOrderonce(history.prefix, ['trace', id, ...options]));
  return ran;
}

/** What answers at once must answer right: as the topics themselves do, and with more than the intent. */
function checkSameStories(): void {
  if (built.records !== history.intents + history.outcomes)
    throw new Error(`${built.records} records were indexed`);
  for (const [at, { document: whole }] of read.entries()) {
    const { looked: _there, ...story } = storySchema.parse(whole);
    const { looked: _here, ...same } = storySchema.parse(indexed[at]?.document);
    if (story.timeLine.length < 2 || !isDeepStrictEqual(story, same))
      throw new Error(`the index tells another story of ${ids[at]}`);
  }
}

function judged(what: string, value: number, rule: 'at least' | 'below', bound: number): Judged {
  const holds = rule === 'below' ? value < bound : value >= bound;
  return { what, measured: value.toFixed(0), required: `${rule} ${bound}`, holds };
}

function quantile(ran: readonly Ran[], part: number): number {
  const sorted = ran.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
