import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { topicNames } from '@orderonce/contracts';
import { deleteRun, kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import { tableText } from '../../executor/latency/bench-table.ts';
import { spreadOf, spreadText } from '../../executor/latency/spread.ts';
import { spanMsOf } from '../history/history-records.ts';
import { writeHistory } from '../history/write-history.ts';
import { createContenders } from './contenders.ts';

// How fast readTopic reads a topic of outcomes, against a bare kafkajs consumer of the same topic, in rounds that
// alternate, on the Kafka of KAFKA_BROKERS; exits with 1 when it is not NEEDED times as fast. The columns of CPU
// say the same where other work takes the processors away. `--short`: fewer records and rounds.

const NEEDED = 3;
const PARTITIONS = 8;
const isShort = process.argv.includes('--short');
const events = isShort ? 100_000 : 600_000;
const rounds = isShort ? 3 : 9;

const prefix = `bench-${randomBytes(4).toString('hex')}.`;
const topics = topicNames(prefix);
const connection = kafkaConnection(z.object(kafkaEnvironment).parse(process.env), {
  clientId: 'orderonce-bench',
});
let groupIds: readonly string[] = [];
try {
  const startMs = Date.now() - spanMsOf(events);
  const history = { seed: 1, events, partitions: PARTITIONS, startMs, topics };
  const { outcomes: records, someIds } = await writeHistory(connection, history);
  const needle = someIds[someIds.length >> 1] ?? '';
  const topic = topics.outcomes;
  const made = createContenders({ connection, topic, records, needle });
  groupIds = made.groupIds;
  const measured = made.contenders.map((contender) => ({
    contender,
    usEach: [] as number[],
    cpuUsEach: [] as number[],
    times: [] as number[],
    cpuTimes: [] as number[],
  }));
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1)
    for (const { contender, usEach, cpuUsEach, times, cpuTimes } of measured) {
      const before = process.cpuUsage();
      const tookMs = await contender.read();
      const { user, system } = process.cpuUsage(before);
      if (round === 0) continue;
      usEach.push((1000 * tookMs) / records);
      cpuUsEach.push((user + system) / records);
      times.push((measured[0]?.usEach.at(-1) ?? Number.NaN) / (usEach.at(-1) ?? 1));
      cpuTimes.push((measured[0]?.cpuUsEach.at(-1) ?? Number.NaN) / (cpuUsEach.at(-1) ?? 1));
    }
  console.log(
    `${records} outcomes, ${rounds} rounds, ${availableParallelism()} cores, Kafka included; medians (least – most).\n`,
  );
  console.log(
    tableText(
      ['reader', 'µs a record', 'µs of CPU', 'times as fast', 'by CPU'],
      measured.map(({ contender, usEach, cpuUsEach, times, cpuTimes }) => [
        contender.what,
        spreadText(usEach, 2),
        spreadText(cpuUsEach, 2),
        spreadText(times, 1),
        spreadText(cpuTimes, 1),
      ]),
    ),
  );
  const plain = spreadOf(measured[1]?.times ?? []).median;
  console.log(`\nreadTopic without a filter: ${plain.toFixed(1)} times; required ≥ ${NEEDED}`);
  if (plain < NEEDED) process.exitCode = 1;
} finally {
  await deleteRun(connection, { topics: Object.values(topics), groupIds });
}
