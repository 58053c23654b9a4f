import { setTimeout as delay } from 'node:timers/promises';
import { startService } from '@orderonce/infra';
import { z } from 'zod';

export interface RoundOptions {
  readonly topicPrefix: string;
  /** A state of its own for each round: from the oldest outcome. */
  readonly stateName: string;
  readonly count: number;
  readonly logDirectory: string;
}

export interface Round {
  readonly perSecond: number;
  readonly cpuMicrosPerOutcome: number;
  readonly residentBytes: number;
  readonly hash: string;
}

const stateSchema = z.object({
  hash: z.string(),
  outcomesApplied: z.number(),
  duplicatesIgnored: z.number(),
});

const LOOK_EVERY_MS = 50;
const GRACE_MS = 10_000;

/** A tracker process that folds the whole topic into a state of its own: Kafka to Redis, and nothing left out. */
export async function trackerRound(options: RoundOptions): Promise<Round> {
  const { topicPrefix, stateName, count, logDirectory } = options;
  const tracker = await startService({
    name: `tracker-${stateName}`,
    entry: 'services/position-tracker/src/main.ts',
    logDirectory,
    environment: { TOPIC_PREFIX: topicPrefix, TRACKER_STATE_NAME: stateName },
  });
  try {
    const { url } = await tracker.ready;
    // What was folded before the first look is left out of count and time alike.
    const [first, began] = [await lookAt(`${url}`), await resourcesOf(`${url}`)];
    let last = first;
    while (last.folded < count) {
      await delay(LOOK_EVERY_MS);
      last = await lookAt(`${url}`);
    }
    const ended = await resourcesOf(`${url}`);
    const folded = last.folded - first.folded;
    return {
      perSecond: (1000 * folded) / (last.atMs - first.atMs),
      cpuMicrosPerOutcome: (1e6 * (ended.cpuSeconds - began.cpuSeconds)) / folded,
      residentBytes: ended.residentBytes,
      hash: last.hash,
    };
  } finally {
    await tracker.stop(GRACE_MS);
  }
}

async function lookAt(url: string) {
  const state = await (await fetch(`${url}/state`)).json();
  const { hash, outcomesApplied, duplicatesIgnored } = stateSchema.parse(state);
  return { atMs: performance.now(), hash, folded: outcomesApplied + duplicatesIgnored };
}

async function resourcesOf(url: string) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const sample = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
  return {
    cpuSeconds: sample('process_cpu_seconds_total'),
    residentBytes: sample('process_resident_memory_bytes'),
  };
}
