import { sumOfHashes } from '@orderonce/positions';
import type { CommandContext, System } from '../command-line/command-context.ts';
import { logRange, onlyPartition, sizeIn } from '../kafka/log-range.ts';
import { contentGuardOf } from './guard-settings.ts';
import { readControl, readLetterStories } from './read-aside.ts';
import { type PartitionAnswer, type PartitionJob, readPartition } from './read-partition.ts';
import { judgeRefusals, type Letters } from './refusals.ts';
import { type ReplayFindings, ReplayTally } from './replay-tally.ts';
import type { SelectedRange } from './select-range.ts';
import { replayInThreads, startReplayThreads } from './threads/replay-in-threads.ts';
import type { WantedOrders } from './wanted.ts';

export interface ReplayRequest {
  readonly range: SelectedRange;
  readonly wanted: WantedOrders;
  /** Fold the outcomes, and then a second time, as if the topic had been written twice. */
  readonly isTwice: boolean;
}

export interface Replayed {
  readonly findings: ReplayFindings;
  /** Of all orders and positions in the outcomes that were read; null: not folded. */
  readonly stateHash: string | null;
  /** How many different ones, and a digest that knows no order. */
  readonly outcomeIds: { readonly count: number; readonly digest: string };
  /** Null: not read twice. */
  readonly isSameTwice: boolean | null;
}

/** Below this, threads take longer to start than they save. */
const FEW_RECORDS = 100_000;

/**
 * Asks every decision about the selected intents again, partition by partition, with nothing that could reach a
 * venue. What execution reports told is only folded.
 */
export async function replayTopics(
  system: System,
  progress: CommandContext['progress'],
  { range, wanted, isTwice }: ReplayRequest,
): Promise<Replayed> {
  const { connection, topics, variables } = system;
  const contentGuard = contentGuardOf(variables);
  const { intents, partitionCount, fromStart, outcomesFromMs } = range;
  const outcomes = await logRange(connection, topics.outcomes, { fromMs: outcomesFromMs });
  const partitions = [...intents.begin.keys()];
  const sizeOf = (one: number) => sizeIn(intents, one) + (isTwice ? 2 : 1) * sizeIn(outcomes, one);
  const total = partitions.reduce((sum, one) => sum + sizeOf(one), 0);
  // They start while the small topics are read.
  await using threads = total < FEW_RECORDS ? null : startReplayThreads(topics, partitions.length);
  const letters = await readLetterStories(system);
  const means = { connection, history: await readControl(system), contentGuard };
  const jobs = partitions
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))
    .map((partition): PartitionJob => {
      const parts = [intents, outcomes].map((one) => onlyPartition(one, partition));
      const [ownIntents = intents, ownOutcomes = outcomes] = parts;
      const isFromStart = fromStart.has(partition);
      const own = { intents: ownIntents, outcomes: ownOutcomes, isFromStart };
      return { ...own, partitionCount, wanted, isTwice };
    });

  using bar = progress(`replaying ${topics.intents}`);
  let done = 0;
  const onRead = (records: number) => {
    done += records;
    bar.at(done, Math.max(total, done));
  };
  const readHere = (job: PartitionJob) => readPartition(means, job, onRead);
  const parts: PartitionAnswer[] = [];
  if (threads !== null)
    for await (const part of replayInThreads(threads, jobs, readHere, onRead)) parts.push(part);
  else for (const job of jobs) parts.push(await readHere(job));
  return sumOf(parts, letters);
}

/** What can only be judged over all partitions: where records were set aside, and by which settings keys were made. */
function sumOf(parts: readonly PartitionAnswer[], letters: Letters): Replayed {
  const whole = new ReplayTally();
  for (const { findings } of parts) whole.add(findings);
  judgeRefusals(
    parts.map(({ refusals }) => refusals),
    letters,
    whole,
  );
  const isConfiguredAlike = parts.some(({ keys }) => keys.same > 0);
  for (const { keys } of parts) {
    whole.noteSame(keys.same);
    if (isConfiguredAlike) whole.noteDifferences(keys.differences, keys.different);
    else whole.noteRecorded('what is configured is on no topic', keys.different);
  }
  const digest = parts.reduce((sum, { ids }) => sum ^ ids.digest, 0n);
  const count = parts.reduce((sum, { ids }) => sum + ids.count, 0);
  const hashes = parts.map(({ stateHash }) => stateHash).filter((hash) => hash !== null);
  const twice = parts.map(({ isSameTwice }) => isSameTwice);
  return {
    findings: whole.findings(),
    stateHash: hashes.length < parts.length ? null : sumOfHashes(hashes),
    outcomeIds: { count, digest: digest.toString(16).padStart(16, '0') },
    isSameTwice: twice.includes(null) ? null : !twice.includes(false),
  };
}
