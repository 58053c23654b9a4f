import type { History, Violation } from '../judge/history.ts';
import { judge } from '../judge/judge.ts';
import { replayChangesNothing } from '../judge/replay-changes-nothing.ts';
import { type CampaignOptions, isSettled, runExecutorsUnderFaults } from './campaign.ts';
import type { PortChanges } from './executor/simulated-executor.ts';
import { superviseExecutors } from './executor/supervised-executors.ts';
import { tellHistory } from './tell-history.ts';
import { TOPIC_NAMES } from './world/world.ts';

/** What becomes of the store between the last intent and the replay. */
export type Interval = 'settled records came to their end' | 'the store was emptied';

export interface ReplayOptions extends CampaignOptions {
  readonly interval: Interval;
  /** What lies between the executors of the replay and their ports. */
  readonly replayPorts?: PortChanges;
}

export interface Replay {
  readonly before: History;
  readonly after: History;
  readonly violations: readonly Violation[];
  /** Null: it never came to rest. */
  readonly settledAfterMs: number | null;
}

const DAY_MS = 86_400_000;
/** Longer than settled records live. */
const PAST_EVERY_RECORD_MS = 9 * DAY_MS;
const EXECUTORS = 2;
const REST_LIMIT_MS = 600_000;

/** A campaign, then everything on the intents topic once more, to new executors and in fair weather. */
export async function runReplay(options: ReplayOptions): Promise<Replay> {
  const { onStoreLoss = 'halt', interval, replayPorts: ports } = options;
  const { world, executors } = await runExecutorsUnderFaults(options);
  executors.stop();
  if (interval === 'the store was emptied') world.store.lose();
  let isOver = false;
  world.time.after(
    interval === 'settled records came to their end' ? PAST_EVERY_RECORD_MS : 0,
    () => {
      isOver = true;
    },
  );
  await world.time.run(() => isOver);
  const before = tellHistory(world);

  for (const { key, value } of world.log.all(TOPIC_NAMES.intents))
    if (value !== null)
      world.log.append({ topic: TOPIC_NAMES.intents, key, value }, world.epochMs());
  superviseExecutors(world, {
    name: 'replayer',
    executors: EXECUTORS,
    onStoreLoss,
    ...(ports && { ports }),
  });
  const beganMs = world.time.nowMs();
  const limitMs = beganMs + REST_LIMIT_MS;
  await world.time.run(() => isSettled(world) || world.time.nowMs() > limitMs);
  const settledAfterMs = isSettled(world) ? world.time.nowMs() - beganMs : null;
  const after = tellHistory(world);
  const violations = [...judge(after), ...replayChangesNothing(before, after)];
  return { before, after, violations, settledAfterMs };
}
