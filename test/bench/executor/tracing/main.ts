import { availableParallelism } from 'node:os';
import { openArena } from '../throughput/arena.ts';
import type { Comparison, Group } from '../throughput/comparison.ts';
import type { ContenderName } from '../throughput/contender.ts';
import { startContender } from '../throughput/contender-process.ts';
import { alternate } from '../throughput/rounds.ts';
import { resultOf, resultTables } from '../throughput/table.ts';
import { startSink } from './sink-process.ts';

// What tracing costs the executor, a broker answering at once, on the Kafka and Redis of KAFKA_BROKERS and REDIS_URL;
// exits with 1 when it costs more than was promised. `--short`: less than a minute, rougher.

/** The broker is in the contender's own process. */
const NO_VENUE = 'http://127.0.0.1:9';
const SPANS_AN_ORDER = 4;
const COMPARISONS: readonly Comparison[] = [
  {
    what: 'every order traced, against none',
    ours: 'executor-traced',
    against: 'executor',
    needs: 0.55,
  },
  {
    what: 'one order in a hundred traced, against none',
    ours: 'executor-sampled',
    against: 'executor',
    needs: 0.9,
  },
];

const isShort = process.argv.includes('--short');
const orders = isShort ? 15_000 : 50_000;
const group: Group = {
  rounds: isShort ? 5 : 7,
  counts: new Map([
    ['executor', orders],
    ['executor-sampled', orders],
    ['executor-traced', orders],
  ]),
};

await using opened = new AsyncDisposableStack();
const arena = opened.use(await openArena());
const sink = await startSink();
opened.defer(sink.close);
const to = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
const environments = new Map<ContenderName, Readonly<Record<string, string>>>([
  [
    'executor-sampled',
    { ...to, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' },
  ],
  ['executor-traced', to],
]);

const contenders = await Promise.all(
  [...group.counts.keys()].map((name) =>
    startContender(name, arena.placeOf(name, NO_VENUE), environments.get(name)),
  ),
);
// Each its own intents: an order that one of them placed would be a duplicate to the next.
const rates = await alternate(group, contenders, async () => {
  for (const intents of group.counts) await arena.write(new Map([intents]));
});
await Promise.all(contenders.map((contender) => contender.close()));

const made = orders * (group.rounds + 1) * SPANS_AN_ORDER;
const got = await sink.spans();
const results = COMPARISONS.map((comparison) => resultOf(comparison, rates));
console.log(`On ${availableParallelism()} cores, Kafka, Redis and the collector included.`);
console.log(resultTables(rates, results));
console.log(`The collector got ${got} spans; ${made} are those of every order traced.`);
process.exitCode = results.every(({ holds }) => holds) && got > made ? 0 : 1;
