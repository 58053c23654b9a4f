import type { KafkaConnection } from '@orderonce/kafka';
import type { CommandContext } from '../command-line/command-context.ts';
import { readPatiently } from '../kafka/read-patiently.ts';
import { matchRefused } from './across/match-refused.ts';
import { type Opened, openScopes, type VerifyOptions } from './across/open-scopes.ts';
import type { Found } from './findings.ts';
import type { OrderFile } from './order-file.ts';
import {
  PartitionAudit,
  type PartitionCounts,
  type PartitionFindings,
} from './partition/audit-partition.ts';
import type { OffsetSpan, PartitionScope } from './scope.ts';

export interface Audited extends Found {
  readonly counts: PartitionCounts & { readonly partitions: number };
  readonly opened: Opened;
  readonly orders: readonly OrderFile[];
}

/** Reads the topics, partition after partition, and judges what stands there. */
export async function auditTopics(
  { system, progress }: Pick<CommandContext, 'system' | 'progress'>,
  options: VerifyOptions,
): Promise<Audited> {
  const { connection, topics, executors } = system();
  const opened = await openScopes({ connection, topics, executors }, options);
  const { scopes, letters, findings } = opened;
  const all: PartitionFindings[] = [];
  const total = [...scopes.values()].reduce((sum, scope) => sum + recordsIn(scope), 0);
  let done = 0;
  using shown = progress('verifying');
  shown.at(0, total);
  for (const scope of scopes.values()) {
    const found = await auditPartition(connection, scope, (records) => {
      done += records;
      shown.at(done, total);
    });
    findings.merge(found);
    all.push(found);
  }
  const refused = all.flatMap((one) => one.refused);
  const refusals = all.flatMap((one) => one.refusals);
  matchRefused({ topics, scopes, letters, refused, refusals }, findings);
  const orders = all.flatMap((one) => one.orders);
  return { ...findings.found(), counts: sumOf(all), opened, orders };
}

/** `onRead`: how many records more were taken. */
export async function auditPartition(
  connection: KafkaConnection,
  scope: PartitionScope,
  onRead: (records: number) => void,
): Promise<PartitionFindings> {
  const audit = new PartitionAudit(scope);
  const { topics, partition } = scope;
  const parts = [
    { topic: topics.intents, span: scope.intents, take: audit.takeIntent.bind(audit) },
    { topic: topics.outcomes, span: scope.outcomes, take: audit.takeOutcome.bind(audit) },
  ];
  for (const { topic, span, take } of parts) {
    if (lengthOf(span) === 0) continue;
    const reading = readPatiently(connection, {
      topic,
      partitions: [partition],
      from: { offsets: new Map([[partition, String(span.begin)]]) },
      until: { offsets: new Map([[partition, String(span.end)]]) },
    });
    for await (const batch of reading) {
      for (const record of batch) take(record);
      onRead(batch.length);
    }
  }
  return audit.finish();
}

export function recordsIn({ intents, outcomes }: PartitionScope): number {
  return lengthOf(intents) + lengthOf(outcomes);
}

const lengthOf = ({ begin, end }: OffsetSpan) => Number(end - begin);

function sumOf(all: readonly PartitionFindings[]): Audited['counts'] {
  const sum = (name: keyof PartitionCounts) =>
    all.reduce((total, { counts }) => total + counts[name], 0);
  return {
    partitions: all.length,
    intents: sum('intents'),
    outcomes: sum('outcomes'),
    orders: sum('orders'),
    held: sum('held'),
    ofOlderIntents: sum('ofOlderIntents'),
    unlinked: sum('unlinked'),
  };
}
