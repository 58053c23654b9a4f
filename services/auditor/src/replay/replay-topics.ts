import type { ContentGuard } from '@orderonce/decisions';
import type { IncomingRecord } from '@orderonce/kafka';
import { sumOfHashes } from '@orderonce/positions';
import type { CommandContext, System } from '../command-line/command-context.ts';
import { noProgress } from '../command-line/progress.ts';
import { type LogRange, logRange, onlyPartition, readRange, sizeIn } from '../kafka/log-range.ts';
import { PartitionReplay, type PartitionReplayed, type Whose } from './partition-replay.ts';
import { readControl, readLetterStories } from './read-aside.ts';
import { type ReplayFindings, ReplayTally } from './replay-tally.ts';
import type { SelectedRange } from './select-range.ts';

export interface ReplayRequest {
  readonly range: SelectedRange;
  readonly isWanted: (whose: Whose) => boolean;
  readonly contentGuard: ContentGuard;
  /** Read the outcomes a second time, as if the topic had been written twice. */
  readonly isTwice: boolean;
}

export interface Replayed {
  readonly findings: ReplayFindings;
  /** Of all orders and positions in the outcomes that were read. */
  readonly stateHash: string;
  /** How many different ones, and a digest that knows no order. */
  readonly outcomeIds: { readonly count: number; readonly digest: string };
  /** Null: not read twice. */
  readonly isSameTwice: boolean | null;
}

/**
 * Asks every decision about the selected intents again, partition by partition, with nothing that could reach a
 * venue. What execution reports told is only folded.
 */
export async function replayTopics(
  system: System,
  progress: CommandContext['progress'],
  { range, isWanted, contentGuard, isTwice }: ReplayRequest,
): Promise<Replayed> {
  const { connection, topics } = system;
  const { intents, partitionCount, fromStart, outcomesFromMs } = range;
  const outcomes = await logRange(connection, topics.outcomes, { fromMs: outcomesFromMs });
  const [history, letters] = await Promise.all([readControl(system), readLetterStories(system)]);
  const partitions = [...intents.begin.keys()].sort((a, b) => a - b);
  using bar = progress(`replaying ${topics.intents}`);
  const sizes = partitions.map((one) => sizeIn(intents, one) + sizeIn(outcomes, one));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  const read = async (from: LogRange, partition: number, take: (one: IncomingRecord) => void) => {
    const part = onlyPartition(from, partition);
    for await (const batch of readRange(connection, part, noProgress)) {
      for (const record of batch) take(record);
      done += batch.length;
      bar.at(done, Math.max(total, done));
    }
  };

  const parts: PartitionReplayed[] = [];
  let isSameTwice: boolean | null = null;
  for (const partition of partitions) {
    const replay = new PartitionReplay({
      ...{ intentsTopic: topics.intents, partitionCount, contentGuard, isWanted, history },
      isFromStart: fromStart.has(partition),
    });
    await read(intents, partition, (record) => replay.takeIntent(record));
    await read(outcomes, partition, (record) => replay.takeOutcome(record));
    const part = replay.finish();
    const before = { hash: part.stateHash, digest: part.ids.digest };
    if (isTwice) {
      await read(outcomes, partition, (record) => replay.foldAgain(record));
      const isSame = before.hash === replay.stateHash && before.digest === part.ids.digest;
      isSameTwice = isSame && isSameTwice !== false;
    }
    parts.push(part);
  }
  const findings = sumOf(parts, (tally) => {
    const refusals = parts.map((part) => part.refusals);
    for (const one of refusals) one.judgeTold(refusals, tally);
    for (const one of refusals) one.judgeCopies(letters, tally);
  });
  const digest = parts.reduce((sum, { ids }) => sum ^ ids.digest, 0n);
  const count = parts.reduce((sum, { ids }) => sum + ids.count, 0);
  return {
    findings,
    stateHash: sumOfHashes(parts.map(({ stateHash }) => stateHash)),
    outcomeIds: { count, digest: digest.toString(16).padStart(16, '0') },
    isSameTwice,
  };
}

/** Content keys are told apart from the settings that made them only over all partitions. */
function sumOf(
  parts: readonly PartitionReplayed[],
  judgeAcross: (tally: ReplayTally) => void,
): ReplayFindings {
  const whole = new ReplayTally();
  for (const { tally } of parts) whole.add(tally);
  judgeAcross(whole);
  const isConfiguredAlike = parts.some(({ keys }) => keys.same > 0);
  for (const { keys } of parts) {
    whole.noteSame(keys.same);
    if (isConfiguredAlike) whole.noteDifferences(keys.differences, keys.different);
    else whole.noteRecorded('what is configured is on no topic', keys.different);
  }
  return whole.findings();
}
