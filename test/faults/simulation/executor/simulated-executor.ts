import { type Broker, unlimitedPacer } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import {
  type Checkpoint,
  createContentGuard,
  createRecordHandler,
  goesOnInMemory,
  noExecutorMetrics,
  quietControl,
  unlimitedOrderRates,
} from '@orderonce/executor/core';
import {
  createMemoryStore,
  createOrderClaims,
  loadIdempotencyConfig,
  type OrderClaims,
  type OrderClaimsOptions,
} from '@orderonce/idempotency';
import type { IncomingRecord, Publisher, RecordHandler } from '@orderonce/kafka';
import { createLogger, noTraces } from '@orderonce/telemetry';
import { type GroupMember, startGroupMember } from '../group/group-member.ts';
import { BROKER_TIMEOUT_MS, LEASE_MS, MAX_DOUBT_MS, SEND_MARGIN_MS } from '../settings.ts';
import { flakyStore } from '../world/flaky-store.ts';
import { flakyVenue } from '../world/flaky-venue.ts';
import { ACCOUNT_IDS, TOPIC_NAMES, type World } from '../world/world.ts';
import { groupCommitPublisher } from './group-commit-publisher.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { startSimulatedRebuilder } from './simulated-rebuilder.ts';

/** What a test may put between the executor and its ports, for instance a known bug. */
export interface PortChanges {
  readonly claimOptions?: Partial<OrderClaimsOptions>;
  readonly claims?: (claims: OrderClaims) => OrderClaims;
  readonly broker?: (broker: Broker) => Broker;
  readonly publisher?: (publisher: Publisher) => Publisher;
  readonly outcomesToRebuildFrom?: (all: readonly IncomingRecord[]) => readonly IncomingRecord[];
  readonly handler?: (handler: RecordHandler) => RecordHandler;
}

export interface SimulatedExecutor {
  readonly process: SimulatedProcess;
  readonly member: GroupMember;
}

export type OnStoreLoss = 'halt' | 'degrade';

/** Stops the code that reached a checkpoint at which its process died. */
class Killed extends Error {
  override readonly name = 'Killed';
}

const LOG = createLogger({ name: 'executor', level: 'silent' });
/** A simulated outage may last for hours: what is old is still wanted. */
const ADMISSION = { maxIntentAgeMs: 0, maxClockSkewMs: 5000, referencePriceMaxAgeMs: 60_000 };
const CONTENT_GUARD = createContentGuard(loadIdempotencyConfig(''), (makeKey) => makeKey());

/** The executor's own code in one simulated process, on the world's ports. */
export function startExecutor(
  world: World,
  name: string,
  { onStoreLoss, ports = {} }: { readonly onStoreLoss: OnStoreLoss; readonly ports?: PortChanges },
): SimulatedExecutor {
  const { time, epochMs } = world;
  const process = new SimulatedProcess(name, time);
  const clock = {
    epochMs,
    monotonicMs: time.nowMs,
    sleep: (durationMs: number, signal: AbortSignal) => process.sleep(durationMs, signal),
  };
  let tokens = 0;
  const memory = createMemoryStore({ nowMs: epochMs, every: () => () => {} });
  const randomToken = () => `${name}.${++tokens}`;
  const store = flakyStore(world, process);
  const publisher = groupCommitPublisher(world, process);
  const goesOn = goesOnInMemory(onStoreLoss, world.repeatedClientOrderId);
  const haltsWork = !goesOn;
  const outcomesOf = ports.outcomesToRebuildFrom ?? ((all) => all);
  const parts = { store, publisher, randomToken, haltsWork, outcomesOf, log: LOG };
  const rebuilder = startSimulatedRebuilder(world, process, parts);
  const claims = createOrderClaims({
    store,
    clock,
    randomToken,
    leaseMs: LEASE_MS,
    sendMarginMs: SEND_MARGIN_MS,
    afterThisTurn: (task) => void process.after(0, task),
    observe: (event) => {
      if (event.kind === 'ran-unprotected') world.orders.touch([event.clientOrderId]);
      if (event.kind === 'generation-met')
        rebuilder.generationMet(event.accountId, event.generation);
    },
    ...(goesOn && { degradeTo: memory }),
    ...ports.claimOptions,
  });
  const brokerOf = (accountId: AccountId) => {
    const broker = flakyVenue(world, accountId, process);
    return ports.broker?.(broker) ?? broker;
  };
  const handler = createRecordHandler(
    {
      claims: ports.claims?.(claims) ?? claims,
      contentGuard: CONTENT_GUARD,
      brokers: new Map(ACCOUNT_IDS.map((accountId) => [accountId, brokerOf(accountId)])),
      pacer: unlimitedPacer,
      lostMemory: rebuilder,
      // Nobody is there to resolve what is held, and one hold would stop its instrument for good.
      control: Object.assign(quietControl(), { heldOn: () => [] }),
      orderRates: unlimitedOrderRates,
      publisher: ports.publisher?.(publisher) ?? publisher,
      clock,
      log: LOG,
      tracer: noTraces,
      metrics: noExecutorMetrics,
      checkpoint: dyingAt(world, process),
    },
    {
      topics: TOPIC_NAMES,
      partitionCount: world.log.partitionCount,
      brokerTimeoutMs: BROKER_TIMEOUT_MS,
      maxDoubtMs: MAX_DOUBT_MS,
      admission: ADMISSION,
    },
  );
  const handle = ports.handler?.(handler) ?? handler;
  return { process, member: startGroupMember(world, process, handle) };
}

function dyingAt({ weather, orders }: World, process: SimulatedProcess): Checkpoint {
  return (reached) => {
    if (process.isDead) throw new Killed();
    if (!weather.strikes(`killed at ${reached}`)) return;
    orders.touchWorkOf(process.name);
    process.kill();
    throw new Killed();
  };
}
