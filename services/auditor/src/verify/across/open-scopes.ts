import {
  groupProgress,
  type KafkaConnection,
  type RecordPosition,
  readRecords,
} from '@orderonce/kafka';
import type { System } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { type LogRange, logRange } from '../../kafka/log-range.ts';
import { PATIENCE_MS, readPatiently } from '../../kafka/read-patiently.ts';
import { Findings } from '../findings.ts';
import type { Filter, OffsetSpan, PartitionScope } from '../scope.ts';
import { ControlReading } from './read-control.ts';
import { DeadLetterReading, type Letters } from './read-dead-letters.ts';

export interface VerifyOptions {
  /** Intents whose log time is not before this, and all outcomes since. */
  readonly fromMs?: number | undefined;
  /** Intents whose log time is not after this. */
  readonly toMs?: number | undefined;
  /** So young an intent, at the end of the log, may still be under way. */
  readonly settleMs: number;
  readonly filter: Filter;
  readonly maxKept: number;
  readonly keepsOrders: boolean;
}

/** What is to be judged, and all that stands on the small topics. */
export interface Opened {
  readonly scopes: ReadonlyMap<number, PartitionScope>;
  readonly letters: Letters;
  /** Of the small topics. */
  readonly findings: Findings;
  readonly unacknowledgedKills: number;
  readonly hasCommits: boolean;
  /** Log time of the last record. */
  readonly endMs: number;
}

/**
 * Looks at the end of each topic once, in an order in which nothing that is judged can lack its other half: what is
 * committed before the outcomes that it waited for, the outcomes before the intents that they name.
 *
 * ```
 * committed ── control topic ── end of outcomes and dead letters ── end of intents
 * an intent ── its outcome ── its commit: what is committed here has its outcome before that end
 * ```
 */
export async function openScopes(
  { connection, topics, executors }: Pick<System, 'connection' | 'topics' | 'executors'>,
  options: VerifyOptions,
): Promise<Opened> {
  const { fromMs, toMs } = options;
  const committed = await committedBy(connection, executors.groupId, topics.intents);
  const controlRange = await logRange(connection, topics.control);
  const outcomes = await logRange(connection, topics.outcomes, { fromMs });
  const letterRange = await logRange(connection, topics.deadLetters);
  const intents = await logRange(connection, topics.intents, { fromMs, toMs });
  const partitionCount = samePartitionCount(intents, outcomes);

  const endMs = await lastLogTimeMs(connection, [intents, outcomes]);
  const settledUntilMs = endMs - options.settleMs;
  const findings = new Findings({ settledUntilMs, maxKept: options.maxKept });
  const control = new ControlReading(findings);
  await readAll(connection, controlRange, (record) => control.take(record));
  const deadLetters = new DeadLetterReading(topics.deadLetters, spansOf(letterRange), findings);
  await readAll(connection, letterRange, (record) => deadLetters.take(record));
  const letters = deadLetters.close();

  const spans = { intents: spansOf(intents), outcomes: spansOf(outcomes) };
  const common = {
    ...{ topics, partitionCount, settledUntilMs, isCut: toMs !== undefined },
    ...{ filter: options.filter, maxKept: options.maxKept, keepsOrders: options.keepsOrders },
    kills: control.kills(),
    decisions: control.decisions(),
  };
  const scopes = Array.from({ length: partitionCount }, (_, partition): PartitionScope => {
    return {
      ...common,
      partition,
      intents: spans.intents.get(partition) ?? NOTHING,
      outcomes: spans.outcomes.get(partition) ?? NOTHING,
      committed: committed.get(partition) ?? null,
      letters: letters.get(partition) ?? new Map(),
    };
  });
  return {
    scopes: new Map(scopes.map((scope) => [scope.partition, scope])),
    letters,
    findings,
    unacknowledgedKills: control.unacknowledgedKills,
    hasCommits: committed.size > 0,
    endMs,
  };
}

const NOTHING: OffsetSpan = { begin: 0n, end: 0n };

async function committedBy(connection: KafkaConnection, groupId: string, topic: string) {
  const progress = await groupProgress(connection, { groupId, topic }, { patienceMs: PATIENCE_MS });
  return progress.committed;
}

function samePartitionCount(intents: LogRange, outcomes: LogRange): number {
  const [of, and] = [intents.end.size, outcomes.end.size];
  if (of === and) return of;
  const text = `${intents.topic} has ${of} partitions and ${outcomes.topic} ${and}: orders cannot be told from one partition`;
  throw new CommandFailure('REFUSED', text);
}

function spansOf({ begin, end }: LogRange): ReadonlyMap<number, OffsetSpan> {
  return new Map(
    Array.from(end, ([partition, offset]) => {
      const first = BigInt(begin.get(partition) ?? '0');
      const last = BigInt(offset);
      return [partition, { begin: first, end: last < first ? first : last }];
    }),
  );
}

async function lastLogTimeMs(
  connection: KafkaConnection,
  ranges: readonly LogRange[],
): Promise<number> {
  const last = ranges.flatMap(({ topic, begin, end }) =>
    Array.from(end).flatMap(([partition, offset]): RecordPosition[] => {
      const at = BigInt(offset) - 1n;
      return at < BigInt(begin.get(partition) ?? '0')
        ? []
        : [{ topic, partition, offset: String(at) }];
    }),
  );
  const records = await readRecords(connection, last);
  return records.reduce((latestMs, { logTimeMs }) => Math.max(latestMs, logTimeMs), 0);
}

async function readAll(
  connection: KafkaConnection,
  { topic, begin, end }: LogRange,
  take: (record: Parameters<ControlReading['take']>[0]) => void,
): Promise<void> {
  const isEmpty = [...end].every(([partition, offset]) => offset === begin.get(partition));
  if (isEmpty) return;
  const range = { topic, from: { offsets: begin }, until: { offsets: end } };
  for await (const batch of readPatiently(connection, range))
    for (const record of batch) take(record);
}
