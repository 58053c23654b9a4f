import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicNames } from '@orderonce/contracts';
import { deleteRun, kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { spanMsOf } from '../../audit/history/history-records.ts';
import { writeHistory } from '../../audit/history/write-history.ts';
import { bareRead } from './bare-read.ts';
import { type Round, trackerRound } from './tracker-round.ts';

// How fast one tracker process folds outcomes into positions in Redis, on the Kafka and Redis of KAFKA_BROKERS and
// REDIS_URL, which no one else should be using; exits with 1 when it is slower than was promised. `--short`: fewer
// outcomes and rounds.

const NEEDED_PER_SECOND = 20_000;
const PARTITIONS = 12;
const isShort = process.argv.includes('--short');
const events = isShort ? 150_000 : 1_000_000;
const rounds = isShort ? 2 : 3;

const prefix = `bench-${randomBytes(4).toString('hex')}.`;
const topics = topicNames(prefix);
const connection = kafkaConnection(z.object(kafkaEnvironment).parse(process.env), {
  clientId: 'orderonce-bench',
});
const redis = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');
const logDirectory = mkdtempSync(join(tmpdir(), 'orderonce-bench-'));
const groupIds: string[] = [];
try {
  const startMs = Date.now() - spanMsOf(events);
  const { intents, outcomes } = await writeHistory(connection, {
    ...{ seed: 1, events, partitions: PARTITIONS, startMs, topics },
  });
  const floors: number[] = [];
  const measured: Round[] = [];
  let bytesPerOrder = 0;
  for (let round = 1; round <= rounds; round += 1) {
    groupIds.push(`${prefix}bare-${round}`, `${prefix}position-tracker-round-${round}`);
    floors.push(await bareRead(topics.outcomes, `${prefix}bare-${round}`, outcomes));
    const before = await usedBytes();
    const stateName = `round-${round}`;
    measured.push(
      await trackerRound({ topicPrefix: prefix, stateName, count: outcomes, logDirectory }),
    );
    bytesPerOrder = ((await usedBytes()) - before) / intents;
    await removeState();
  }
  tell(outcomes, floors, measured, bytesPerOrder);
} finally {
  await removeState();
  redis.disconnect();
  await deleteRun(connection, { topics: Object.values(topics), groupIds });
  rmSync(logDirectory, { recursive: true });
}

function tell(
  outcomes: number,
  floors: readonly number[],
  measured: readonly Round[],
  bytesPerOrder: number,
): void {
  const perSecond = median(measured.map((round) => round.perSecond));
  const floor = median(floors);
  const cpu = median(measured.map((round) => round.cpuMicrosPerOutcome));
  const resident = Math.max(...measured.map((round) => round.residentBytes));
  console.log(
    `${outcomes} outcomes, ${rounds} rounds, ${availableParallelism()} cores, Kafka and Redis included.\n`,
  );
  console.log('| what | measured | required |\n| --- | --- | --- |');
  console.log(`| bare kafkajs read, records/s | ${Math.round(floor)} | |`);
  console.log(`| tracker, outcomes/s | ${Math.round(perSecond)} | ≥ ${NEEDED_PER_SECOND} |`);
  console.log(`| tracker, of the bare read | ${(perSecond / floor).toFixed(2)} | |`);
  console.log(`| tracker, µs of CPU an outcome | ${cpu.toFixed(1)} | |`);
  console.log(`| tracker, resident MB at the end | ${Math.round(resident / 1e6)} | |`);
  console.log(`| Redis, bytes an order with its outcomes | ${Math.round(bytesPerOrder)} | |`);
  const hashes = new Set(measured.map(({ hash }) => hash));
  if (hashes.size > 1) throw new Error('the rounds folded the same topic to different states');
  if (perSecond < NEEDED_PER_SECOND) process.exitCode = 1;
}

async function usedBytes(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

async function removeState(): Promise<void> {
  for await (const keys of redis.scanStream({ match: `tracker:{${prefix}*`, count: 1000 }))
    if (keys.length > 0) await redis.unlink(keys);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
