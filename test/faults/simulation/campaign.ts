import type { BrokerCapabilities } from '@orderonce/brokers';
import type { History, Violation } from '../judge/history.ts';
import { judge } from '../judge/judge.ts';
import type { OnStoreLoss, PortChanges } from './executor/simulated-executor.ts';
import { superviseExecutors } from './executor/supervised-executors.ts';
import { historyHash, tellHistory } from './tell-history.ts';
import { emptyStore } from './world/empty-store.ts';
import { startTraffic, type Traffic } from './world/traffic.ts';
import type { Fault } from './world/weather.ts';
import { createWorld, TOPIC_NAMES, type World } from './world/world.ts';

export interface CampaignOptions {
  readonly seed: number;
  readonly intents: number;
  readonly repeatedClientOrderId: BrokerCapabilities['repeatedClientOrderId'];
  readonly onStoreLoss?: OnStoreLoss;
  /** The store is emptied now and then. */
  readonly losesStore?: boolean;
  readonly ports?: PortChanges;
}

export interface Campaign {
  readonly options: CampaignOptions;
  readonly history: History;
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly struck: ReadonlyMap<Fault, number>;
  readonly sent: Traffic['sent'];
  readonly rebalances: number;
  /** Records of intents that were not committed when the faults stopped: what was done after it proves less. */
  readonly openAtCalm: number;
  /** From the end of the faults until everything was answered and committed; null: it never was. */
  readonly settledAfterMs: number | null;
}

const EXECUTORS = 3;
const OUTAGE_MOMENT_MS = 5000;
const SETTLE_LIMIT_MS = 600_000;
/** What a zombie still has under way comes to light in this time. */
const AFTERMATH_MS = 15_000;

/** One run of several executors through all faults, then fair weather until everything came to rest, and its judgement. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { world, sent, openAtCalm, settledAfterMs } = await runExecutorsUnderFaults(options);
  const history = tellHistory(world);
  return {
    options,
    history,
    hash: historyHash(history),
    violations: judge(history),
    struck: world.weather.struck,
    sent,
    openAtCalm,
    rebalances: world.group.generation(),
    settledAfterMs,
  };
}

/** The same without judgement: the world as it is then, and its executors, which still run. */
export async function runExecutorsUnderFaults(options: CampaignOptions) {
  const { onStoreLoss = 'halt', ports } = options;
  const world = createWorld({ ...options, without: faultsLeftOut(options) });
  const traffic = startTraffic(world, {
    intents: options.intents,
    remembersAll: onStoreLoss === 'halt',
  });
  const supervised = { executors: EXECUTORS, onStoreLoss, ...(ports && { ports }) };
  const executors = superviseExecutors(world, supervised);
  causeOutages(world);

  await world.time.run(() => traffic.isOver());
  world.weather.calm();
  const openAtCalm = countOpen(world);
  const calmFromMs = world.time.nowMs();
  const limitMs = calmFromMs + SETTLE_LIMIT_MS;
  await world.time.run(() => isSettled(world) || world.time.nowMs() > limitMs);
  const settledAfterMs = isSettled(world) ? world.time.nowMs() - calmFromMs : null;
  const endMs = world.time.nowMs() + AFTERMATH_MS;
  await world.time.run(() => world.time.nowMs() > endMs);
  return { world, executors, sent: traffic.sent, openAtCalm, settledAfterMs };
}

/** What no executor could make good: only the venue, or a memory that was lost. */
function faultsLeftOut(options: CampaignOptions): Set<Fault> {
  const { repeatedClientOrderId, onStoreLoss, losesStore } = options;
  const left = new Set<Fault>();
  if (!losesStore) left.add('store emptied');
  // A zombie between its last check and its send is told off only by a venue that refuses repeats.
  if (repeatedClientOrderId === 'accepted') left.add('stalled between permission and send');
  // A copy that comes while the store is away, and an order whose "no" was written down and not yet published
  // when the store was emptied, are sent again: the venue's second word must be its first.
  if (onStoreLoss === 'degrade' || losesStore) left.add('refused now, not always');
  return left;
}

/** Now and then the store or the log answers nobody, for less or for longer than a lease. */
function causeOutages(world: World) {
  const { time, random, weather } = world;
  time.after(random.between(OUTAGE_MOMENT_MS / 2, OUTAGE_MOMENT_MS), () => {
    if (weather.isCalm()) return;
    if (weather.strikes('store away')) world.storeOutage.begin(random.between(300, 6000));
    if (weather.strikes('store emptied')) emptyStore(world);
    if (weather.strikes('log takes nothing')) world.logOutage.begin(random.between(300, 6000));
    causeOutages(world);
  });
}

export function isSettled(world: World): boolean {
  return countOpen(world) === 0;
}

/** Records of intents that are not committed. */
function countOpen({ log, group }: World): number {
  let open = 0;
  for (let partition = 0; partition < log.partitionCount; partition += 1)
    open += log.countFrom(TOPIC_NAMES.intents, partition, group.committed.get(partition) ?? 0);
  return open;
}
