import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { topicNames } from '@orderonce/contracts';
import { deleteRun, kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import { spanMsOf } from '../../audit/history/history-records.ts';
import { writeHistory } from '../../audit/history/write-history.ts';
import { createReaders } from './readers.ts';

// How fast a reader takes outcomes into its own store, each once, on the Kafka of KAFKA_BROKERS; exits with 1 when
// the SQLite store is slower than was promised. `--short`: fewer outcomes and rounds.

const NEEDED_PER_SECOND = 20_000;
const PARTITIONS = 8;
const isShort = process.argv.includes('--short');
const events = isShort ? 60_000 : 400_000;
const rounds = isShort ? 3 : 5;

const prefix = `bench-${randomBytes(4).toString('hex')}.`;
const topics = topicNames(prefix);
const connection = kafkaConnection(z.object(kafkaEnvironment).parse(process.env), {
  clientId: 'orderonce-bench',
});
const readers = createReaders(connection, topics.outcomes, `${prefix}reader-`);
try {
  const startMs = Date.now() - spanMsOf(events);
  const history = { seed: 1, events, partitions: PARTITIONS, startMs, topics };
  const { outcomes } = await writeHistory(connection, history);
  const contenders = [readers.bare, readers.inMemory, readers.sqlite];
  const rates = new Map(contenders.map((reader) => [reader, [] as number[]]));
  const costs = new Map(contenders.map((reader) => [reader, [] as number[]]));
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1)
    for (const [reader, measured] of rates) {
      const before = process.cpuUsage();
      const rate = await reader.rate(outcomes);
      const { user, system } = process.cpuUsage(before);
      if (round === 0) continue;
      measured.push(rate);
      costs.get(reader)?.push((user + system) / outcomes);
    }
  console.log(
    `${outcomes} outcomes, ${rounds} rounds, ${availableParallelism()} cores, Kafka included.\n`,
  );
  console.log('| reader | outcomes/s | required | µs of CPU each |\n| --- | --- | --- | --- |');
  for (const [reader, measured] of rates) {
    const needed = reader === readers.sqlite ? `≥ ${NEEDED_PER_SECOND}` : '';
    const cost = median(costs.get(reader) ?? []).toFixed(1);
    console.log(`| ${reader.what} | ${Math.round(median(measured))} | ${needed} | ${cost} |`);
  }
  if (median(rates.get(readers.sqlite) ?? []) < NEEDED_PER_SECOND) process.exitCode = 1;
} finally {
  await deleteRun(connection, { topics: Object.values(topics), groupIds: readers.groupIds() });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
