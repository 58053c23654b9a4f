import { availableParallelism } from 'node:os';
import { topicNames } from '@orderonce/contracts';
import { z } from 'zod';
import { type Judged, judgedTable, tableText } from '../../executor/latency/bench-table.ts';
import { spreadOf, spreadText } from '../../executor/latency/spread.ts';
import { openHistory } from '../trace/open-history.ts';
import { runOrderonce } from '../trace/run-orderonce.ts';
import { bareReadMs } from '../verify/bare-read.ts';

// How fast `orderonce replay` decides about intents and outcomes again, beside a bare kafkajs read of the same topics in the
// same rounds, on the Kafka of KAFKA_BROKERS, which no one else should be using; exits with 1 when it is slower than
// half of that. `--short`: fewer events and rounds, of which starting takes a large part.

const isShort = process.argv.includes('--short');
const EVENTS = isShort ? 200_000 : 2_000_000;
const ROUNDS = isShort ? 3 : 7;
const SEED = 12;
const LEAST_RATIO = 0.5;

const replayedSchema = z.object({
  findings: z.object({
    intents: z.number(),
    outcomes: z.number(),
    differenceCount: z.literal(0),
  }),
  tookMs: z.number(),
});

await using history = await openHistory(EVENTS, SEED);
const { intents, outcomes } = topicNames(history.prefix);
const records = history.intents + history.outcomes;
const rates = { bare: [] as number[], replay: [] as number[], process: [] as number[] };

// The first round warms up the broker.
for (let round = 0; round <= ROUNDS; round += 1) {
  const bareMs = await bareReadMs([intents, outcomes], records);
  const { document, tookMs } = await runOrderonce(history.prefix, ['replay']);
  const { findings, tookMs: ownMs } = replayedSchema.parse(document);
  if (findings.intents + findings.outcomes !== records)
    throw new Error(`only ${findings.intents + findings.outcomes} records were replayed`);
  if (round === 0) continue;
  rates.bare.push(perSecond(bareMs));
  rates.replay.push(perSecond(ownMs));
  rates.process.push(perSecond(tookMs));
}

const ratio = spreadOf(rates.replay).median / spreadOf(rates.bare).median;
const judged: Judged = {
  what: 'replay / bare kafkajs',
  measured: ratio.toFixed(2),
  required: `at least ${LEAST_RATIO}`,
  holds: ratio >= LEAST_RATIO,
};
console.log(
  `${history.intents} intents and ${history.outcomes} outcomes, ${ROUNDS} rounds, on ${availableParallelism()} cores, Kafka included.`,
);
console.log(
  tableText(
    ['', 'records/s, median (least – most)'],
    [
      ['bare kafkajs, eachBatch doing nothing', spreadText(rates.bare, 0)],
      ['orderonce replay', spreadText(rates.replay, 0)],
      ['orderonce replay, with the start of its process', spreadText(rates.process, 0)],
    ],
  ),
);
console.log(judgedTable([judged]));
process.exitCode = judged.holds ? 0 : 1;

function perSecond(tookMs: number): number {
  return (records / tookMs) * 1000;
}
