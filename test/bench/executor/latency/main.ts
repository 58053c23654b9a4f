import { judgedTable, tableText } from './bench-table.ts';
import { bareHops, type Contender, core, service } from './contenders.ts';
import { untilInterrupted } from './interruption.ts';
import { type Latency, takeTurns } from './rounds.ts';
import { spreadOf, spreadText } from './spread.ts';

// How long an intent takes to become an outcome, at 300 a second, against kafkajs alone over the same two
// topics (KAFKA_BROKERS, REDIS_URL). `--short` for a look in half a minute; exit 1 when a bound is missed.
//
// The judged executor has its venue in its own process, answering at once: a call over HTTP would be added to
// one side of the comparison only. The service with a venue over HTTP is shown beside it and not judged.

const isShort = process.argv.includes('--short');
const PER_SECOND = 300;
const ROUNDS = isShort ? 5 : 9;
const INTENTS_PER_ROUND = isShort ? 450 : 3000;
const WARM_UP_INTENTS = isShort ? 900 : 3000;
const MOST_P50_RATIO = 1.5;
const MOST_P99_RATIO = 2;

process.exitCode = await untilInterrupted(async (stage) => {
  const contenders = [await bareHops(stage), await core(stage), await service(stage)];
  const results = await takeTurns(contenders, {
    rounds: ROUNDS,
    intentsPerRound: INTENTS_PER_ROUND,
    warmUpIntents: WARM_UP_INTENTS,
    perSecond: PER_SECOND,
  });
  return report(contenders, results);
});

function report(contenders: readonly Contender[], results: readonly Latency[][]): boolean {
  const rows = contenders.map(({ name }, place) => {
    const rounds = results[place] ?? [];
    return [
      name,
      spreadText(
        rounds.map(({ p50Ms }) => p50Ms),
        2,
      ),
      spreadText(
        rounds.map(({ p99Ms }) => p99Ms),
        1,
      ),
      spreadText(
        rounds.map(({ worstMs }) => worstMs),
        0,
      ),
    ];
  });
  const [bare = [], executor = []] = results;
  const judged = [
    ratioRow('p50', executor, bare, ({ p50Ms }) => p50Ms, MOST_P50_RATIO),
    ratioRow('p99', executor, bare, ({ p99Ms }) => p99Ms, MOST_P99_RATIO),
  ];
  console.log(
    `Intent produced → outcome consumed at ${PER_SECOND}/s; median (least – most) of ${ROUNDS} rounds\n`,
  );
  console.log(tableText(['', 'p50 ms', 'p99 ms', 'slowest ms'], rows));
  console.log(judgedTable(judged));
  return judged.every(({ holds }) => holds);
}

/** Of each round by itself: what else the machine does changes from round to round. */
function ratioRow(
  name: string,
  executor: readonly Latency[],
  bare: readonly Latency[],
  figureOf: (latency: Latency) => number,
  most: number,
) {
  const ratios = executor.flatMap((latency, round) => {
    const other = bare[round];
    return other ? [figureOf(latency) / figureOf(other)] : [];
  });
  return {
    what: `${name}, executor against bare hops`,
    measured: `${spreadText(ratios, 2)}×`,
    required: `≤ ${most}×`,
    holds: spreadOf(ratios).median <= most,
  };
}
