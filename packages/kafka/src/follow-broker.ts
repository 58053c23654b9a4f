import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { FetchedPartition } from './fetch-answer.ts';
import { partitionAnswer, recordsOf } from './partition-answer.ts';
import { delay, systemScheduler } from './scheduler.ts';
import type { TopicProgress } from './topic-progress.ts';
import type { TopicReaderOptions } from './topic-reader.ts';

const MIB = 1024 * 1024;
// One answer in the caller's hands, one ready, one on its way: at most three times this, a broker.
const TO_AN_END = { partitionBytes: 4 * MIB, answerBytes: 16 * MIB };
// A follower has other work, which waits while it takes an answer.
const FOLLOWING = { partitionBytes: MIB, answerBytes: 4 * MIB };

/** The partitions that one broker leads, and what may be asked about them. */
export interface LedPartitions {
  readonly nodeId: string;
  readonly partitions: readonly number[];
}

interface Question {
  readonly askedMs: number;
  readonly answer: Promise<readonly FetchedPartition[]>;
}

/**
 * Reads from one broker until there is nothing left to read or `round` is aborted. While an answer is handed
 * over, the next one is on its way; never more than one.
 */
export async function followBroker(
  options: TopicReaderOptions,
  progress: TopicProgress,
  { nodeId, partitions }: LedPartitions,
  round: AbortSignal,
): Promise<void> {
  const { topic, cluster, maxWaitMs, mayHold, onRecords } = options;
  const { positions, limits, isOpen, note } = progress;
  const sizes = options.until === 'follow' ? FOLLOWING : TO_AN_END;
  const ahead = new Map(partitions.map((partition) => [partition, positions.get(partition) ?? 0n]));

  function ask(): Question | null {
    const from = new Map(
      [...ahead].filter(
        ([partition, at]) => isOpen(partition) && !(at >= (limits?.get(partition) ?? Infinity)),
      ),
    );
    if (from.size === 0) return null;
    const askedMs = systemScheduler.monotonicMs();
    const answer = cluster.fetch(nodeId, from, { maxWaitMs, ...sizes });
    // It may fail while the answer before it is handed over; it is awaited after that.
    answer.catch(() => {});
    return { askedMs, answer };
  }

  for (let question = ask(); question !== null; ) {
    const { askedMs } = question;
    const fetched = await question.answer;
    if (round.aborted) return;
    const answers = fetched.map((answer) => {
      const from = ahead.get(answer.partition) ?? 0n;
      return partitionAnswer(topic, answer, { from, until: limits?.get(answer.partition) ?? null });
    });
    if (answers.every(({ range, next }) => next === range.from)) {
      await note(fetched, askedMs);
      // An answer without news should have taken the whole wait; one that comes at once must not spin.
      const leftMs = 0.8 * maxWaitMs - (systemScheduler.monotonicMs() - askedMs);
      if (leftMs > 0 && isOpen()) await delay(systemScheduler, leftMs);
      question = round.aborted ? null : ask();
      continue;
    }
    for (const { partition, next } of answers) ahead.set(partition, next);
    question = ask();
    // kafkajs writes the question a few promises later; whoever handles records holds all promises up.
    await turnOfTheLoop();
    if (round.aborted) return;
    // Only now: other brokers' answers look at the positions, and they tell what was handed over.
    for (const { partition, next } of answers) positions.set(partition, next);
    await onRecords(recordsOf(answers, mayHold));
    await note(fetched, askedMs);
  }
}
