import type { BrokerCapabilities } from '@orderonce/brokers';
import { type AccountId, accountIdSchema, topicNames } from '@orderonce/contracts';
import { type SeededRandom, seededRandom } from '../clock/seeded-random.ts';
import { type VirtualTime, virtualTime } from '../clock/virtual-time.ts';
import { type GroupCoordinator, groupCoordinator } from '../group/group-coordinator.ts';
import { BEGIN_MS } from '../settings.ts';
import { type LosableStore, losableStore } from './losable-store.ts';
import { type MemoryLog, memoryLog } from './memory-log.ts';
import { type Outage, outage } from './outage.ts';
import { type TouchedOrders, touchedOrders } from './touched-orders.ts';
import { type Venue, venueOf } from './venue.ts';
import { type Fault, seededWeather, type Weather } from './weather.ts';

export const TOPIC_NAMES = topicNames('');
export const ACCOUNT_IDS: readonly AccountId[] = ['ACC-1', 'ACC-2', 'ACC-3'].map((text) =>
  accountIdSchema.parse(text),
);

/** Everything that outlives executors: log, group, store, venue, clock and chance. */
export interface World extends Pick<WorldOptions, 'repeatedClientOrderId'> {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly weather: Weather;
  readonly log: MemoryLog;
  readonly group: GroupCoordinator;
  readonly store: LosableStore;
  readonly orders: TouchedOrders;
  epochMs(): number;
  venueOf(accountId: AccountId): Venue;
  readonly storeOutage: Outage;
  readonly logOutage: Outage;
  /** A living executor failed: the run ends with this. */
  fail(error: unknown): void;
}

export interface WorldOptions {
  readonly seed: number;
  readonly repeatedClientOrderId: BrokerCapabilities['repeatedClientOrderId'];
  /** Faults that this world does not have. */
  readonly without: ReadonlySet<Fault>;
}

export function createWorld({ seed, repeatedClientOrderId, without }: WorldOptions): World {
  const time = virtualTime();
  const random = seededRandom(seed);
  const weather = seededWeather(random, without);
  const log = memoryLog();
  const epochMs = () => BEGIN_MS + time.nowMs();
  let entries = 0;
  const nextSeq = () => entries++;
  const venues = new Map(
    ACCOUNT_IDS.map((accountId) => [
      accountId,
      venueOf({ repeatedClientOrderId, epochMs, nextSeq, random, weather }),
    ]),
  );
  return {
    repeatedClientOrderId,
    time,
    random,
    weather,
    log,
    group: groupCoordinator(time, log.partitionCount),
    store: losableStore(epochMs),
    orders: touchedOrders(),
    epochMs,
    venueOf(accountId) {
      const venue = venues.get(accountId);
      if (venue === undefined) throw new Error(`the venue has no account ${accountId}`);
      return venue;
    },
    storeOutage: outage(time),
    logOutage: outage(time),
    fail(error) {
      throw error;
    },
  };
}
