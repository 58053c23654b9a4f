import { availableParallelism } from 'node:os';
import { topicNames } from '@orderonce/contracts';
import { type Judged, judgedTable, tableText } from '../../executor/latency/bench-table.ts';
import { spreadOf, spreadText } from '../../executor/latency/spread.ts';
import { openHistory } from '../trace/open-history.ts';
import { runOrderonce } from '../trace/run-orderonce.ts';
import { bareReadMs } from './bare-read.ts';

export interface ComparedCommand {
  /** Of `orderonce`. */
  readonly command: string;
  readonly events: number;
  readonly rounds: number;
  readonly seed: number;
  /** What part of the speed of a bare read it must have. */
  readonly leastRatio: number;
  /** From its JSON: how many records it went through, and how long that took without the start of its process. */
  readonly read: (document: unknown) => { readonly records: number; readonly tookMs: number };
}

/**
 * Runs a command over a made-up history and, in the same rounds, a bare kafkajs read of the same topics; prints how
 * fast both were.
 *
 * @returns whether the command was fast enough
 */
export async function compareWithBare(compared: ComparedCommand): Promise<boolean> {
  const { command, events, rounds, seed, leastRatio } = compared;
  await using history = await openHistory(events, seed);
  const { intents, outcomes } = topicNames(history.prefix);
  const records = history.intents + history.outcomes;
  const perSecond = (tookMs: number) => (records / tookMs) * 1000;
  const rates = { bare: [] as number[], command: [] as number[], process: [] as number[] };
  // The first round warms up the broker.
  for (let round = 0; round <= rounds; round += 1) {
    const bareMs = await bareReadMs([intents, outcomes], records);
    const { document, tookMs } = await runOrderonce(history.prefix, [command]);
    const own = compared.read(document);
    if (own.records !== records) throw new Error(`${command} went through ${own.records} records`);
    if (round === 0) continue;
    rates.bare.push(perSecond(bareMs));
    rates.command.push(perSecond(own.tookMs));
    rates.process.push(perSecond(tookMs));
  }
  const ratio = spreadOf(rates.command).median / spreadOf(rates.bare).median;
  const judged: Judged = {
    what: `${command} / bare kafkajs`,
    measured: ratio.toFixed(2),
    required: `at least ${leastRatio}`,
    holds: ratio >= leastRatio,
  };
  console.log(
    `${history.intents} intents and ${history.outcomes} outcomes, ${rounds} rounds, on ${availableParallelism()} cores, Kafka included.`,
  );
  const rows = [
    ['bare kafkajs, eachBatch doing nothing', spreadText(rates.bare, 0)],
    [`orderonce ${command}`, spreadText(rates.command, 0)],
    [`orderonce ${command}, with the start of its process`, spreadText(rates.process, 0)],
  ];
  console.log(tableText(['', 'records/s, median (least – most)'], rows));
  console.log(judgedTable([judged]));
  return judged.holds;
}
