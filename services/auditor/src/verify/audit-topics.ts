import type { CommandContext } from '../command-line/command-context.ts';
import { logRange, sizeIn } from '../kafka/log-range.ts';
import { matchRefused } from './across/match-refused.ts';
import { type Opened, openScopes, type VerifyOptions } from './across/open-scopes.ts';
import type { Found } from './findings.ts';
import type { PartitionCounts, PartitionFindings } from './partition/audit-partition.ts';
import { recordsIn } from './partition/read-partition.ts';
import { auditInThreads, startAuditThreads } from './threads/audit-in-threads.ts';
import { auditOneByOne } from './threads/audit-one-by-one.ts';
import { auditVenue } from './venue/audit-venue.ts';

export interface Audited extends Found {
  readonly counts: PartitionCounts & { readonly partitions: number };
  readonly opened: Opened;
  /** In words, what could not be compared with the venue. */
  readonly uncompared: readonly string[];
}

/** Below this, threads take longer to start than they save. */
const FEW_INTENTS = 30_000;

/** Reads the topics, partition after partition, and judges what stands there. */
export async function auditTopics(
  { system, progress }: Pick<CommandContext, 'system' | 'progress'>,
  options: VerifyOptions,
): Promise<Audited> {
  const { connection, topics, executors, openBrokers, variables } = system();
  // Before anything is read: whoever asks for it must have said where it is.
  const brokers = options.keepsOrders ? openBrokers() : null;
  await using closing = new AsyncDisposableStack();
  closing.defer(async () => {
    await Promise.all(Array.from(brokers?.values() ?? [], (broker) => broker.close()));
  });
  // Also says which topic is missing before anything else fails for want of it.
  const logged = await logRange(connection, topics.intents, options);
  const partitions = [...logged.end.keys()];
  const intents = partitions.reduce((sum, partition) => sum + sizeIn(logged, partition), 0);
  // They start while the ends of the topics are looked up.
  const threads =
    intents < FEW_INTENTS ? null : closing.use(startAuditThreads(variables, partitions.length));
  const opened = await openScopes({ connection, topics, executors }, options);
  const { scopes, letters, findings } = opened;
  const all: PartitionFindings[] = [];
  const total = [...scopes.values()].reduce((sum, scope) => sum + recordsIn(scope), 0);
  let done = 0;
  using shown = progress('verifying');
  shown.at(0, total);
  const audit = threads === null ? auditOneByOne(connection) : auditInThreads(connection, threads);
  const found = audit([...scopes.values()], (records) => {
    done += records;
    shown.at(done, total);
  });
  for await (const one of found) {
    findings.merge(one);
    all.push(one);
  }
  const refused = all.flatMap((one) => one.refused);
  const refusals = all.flatMap((one) => one.refusals);
  matchRefused({ topics, scopes, letters, refused, refusals }, findings);
  const books = all.flatMap(({ book }) => book ?? []);
  const uncompared = brokers === null ? [] : await auditVenue(brokers, books, opened, findings);
  return { ...findings.found(), counts: sumOf(all), opened, uncompared };
}

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
