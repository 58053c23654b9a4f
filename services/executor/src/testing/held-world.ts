import { type Broker, MemoryBroker, type SubmitRequest, unlimitedPacer } from '@orderonce/brokers';
import {
  decodeControl,
  decodeOutcome,
  type HoldRecord,
  holdKey,
  type Outcome,
  type Resolution,
  topicNames,
} from '@orderonce/contracts';
import { createContentGuard } from '@orderonce/decisions';
import { intent } from '@orderonce/decisions/testing';
import {
  createMemoryStore,
  createOrderClaims,
  createStoreMemory,
  loadIdempotencyConfig,
  type RecordStore,
  restoredRecord,
} from '@orderonce/idempotency';
import type { OutgoingRecord, Publisher } from '@orderonce/kafka';
import { createLogger, noTraces } from '@orderonce/telemetry';
import { unlimitedOrderRates } from '../admission/order-rates.ts';
import { createResolver, type Resolved } from '../held/resolve-held.ts';
import { createRecordHandler } from '../intake/handle-record.ts';
import { noExecutorMetrics } from '../metrics-port.ts';
import type { Clock } from '../ports.ts';
import { nothingLost } from '../rebuild/lost-memory.ts';
import { LEASE_MS, lane, recordOf, run } from './executor-under-test.ts';
import { controlUnderTest } from './quiet-control.ts';

const BEGIN_MS = 1_760_000_000_000;
const TOPICS = topicNames('');
const OPTIONS = {
  topics: TOPICS,
  partitionCount: 12,
  brokerTimeoutMs: 5000,
  maxDoubtMs: 60_000,
  admission: { maxIntentAgeMs: 60_000, maxClockSkewMs: 5000, referencePriceMaxAgeMs: 60_000 },
};

const WRITES = ['submit', 'replace', 'cancel'] as const;
const VENUE_CALLS = [
  ...WRITES,
  'findByClientOrderId',
  'findByBrokerOrderId',
  'openOrders',
  'positions',
] as const;

/** What everything that a dead process begins leads to. */
export class Died extends Error {}

/** A process that stands still after a step, while the world goes on. */
export interface Stop {
  readonly afterStep: number;
  readonly meanwhile: () => Promise<unknown>;
}

/** Counts what a process does to the world, and lets it die, or stand still, before or after one of these steps. */
class Mortality {
  readonly #diesAt: number;
  readonly #stop: Stop | undefined;
  #passed = 0;
  #wasStopped = false;

  constructor(diesAt: number, stop: Stop | undefined) {
    this.#diesAt = diesAt;
    this.#stop = stop;
  }

  get wasStopped(): boolean {
    return this.#wasStopped;
  }

  step(): void {
    if (this.#passed >= this.#diesAt) throw new Died();
    this.#passed += 1;
  }

  /** Every effect is two steps: it may not happen at all, or its answer may never be heard. */
  async around<T>(effect: () => Promise<T>): Promise<T> {
    this.step();
    const result = await effect();
    this.step();
    // Only after an effect: a request that was already on its way when its sender stopped arrives all the same.
    const isStopping = this.#stop !== undefined && this.#passed >= this.#stop.afterStep;
    if (isStopping && !this.#wasStopped) {
      this.#wasStopped = true;
      await this.#stop?.meanwhile();
    }
    return result;
  }
}

/**
 * A venue, a store and a log with held orders on it, that outlive the executors that work on them. A follower of
 * the control topic is played here: it hands a resolution over until it is answered, and then ends the hold.
 */
export function createHeldWorld(repeatedClientOrderId: 'refused-for-ever' | 'accepted') {
  let nowMs = BEGIN_MS;
  let store: RecordStore = newStore();
  let losesRequests = false;
  const log: OutgoingRecord[] = [];
  const holds = new Map<string, HoldRecord>();
  const broker = new MemoryBroker({
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    capabilities: { repeatedClientOrderId },
    priceOf: null,
  });

  function newStore() {
    return createMemoryStore({ nowMs: () => nowMs, every: () => () => {} });
  }

  /** A new executor process; it dies after so many steps. */
  function startProcess(diesAt = Number.POSITIVE_INFINITY, stop?: Stop) {
    const life = new Mortality(diesAt, stop);
    const clock: Clock = {
      epochMs: () => nowMs,
      monotonicMs: () => nowMs,
      async sleep(durationMs) {
        life.step();
        nowMs += durationMs;
      },
    };
    const ports = {
      claims: createOrderClaims({
        store: mortal<RecordStore>(() => store, ['claim', 'update', 'read'], life),
        clock,
        randomToken: () => crypto.randomUUID(),
        leaseMs: LEASE_MS,
        sendMarginMs: 6000,
      }),
      contentGuard: createContentGuard(loadIdempotencyConfig(''), (makeKey) => makeKey()),
      lostMemory: nothingLost,
      control: controlUnderTest(),
      orderRates: unlimitedOrderRates,
      pacer: unlimitedPacer,
      metrics: noExecutorMetrics,
      brokers: new Map([[intent().accountId, mortal<Broker>(() => venue, VENUE_CALLS, life)]]),
      publisher: mortal<Publisher>(() => publisher, ['publish'], life),
      clock,
      log: createLogger({ name: 'executor', level: 'silent' }),
      tracer: noTraces,
      checkpoint: () => {},
    };
    return {
      life,
      control: ports.control,
      handle: createRecordHandler(ports, OPTIONS),
      resolve: createResolver(ports, OPTIONS),
    };
  }

  const sent: SubmitRequest[] = [];
  const venue: Broker = new Proxy<Broker>(broker, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (WRITES.some((write) => write === name) && losesRequests) return loseRequest;
      if (name === 'submit' || name === 'replace')
        return (request: SubmitRequest, ...rest: unknown[]) => {
          sent.push(request);
          return typeof method === 'function' && Reflect.apply(method, target, [request, ...rest]);
        };
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
  const loseRequest = async () => ({
    kind: 'unknown',
    text: 'the request was lost',
    evidence: { atMs: nowMs, action: 'submit', result: 'no answer' },
  });

  const publisher: Publisher = {
    async publish(record) {
      log.push(record);
      if (record.topic === TOPICS.control) noteOnControl(record);
      return { topic: record.topic, partition: 0, offset: String(log.length - 1) };
    },
    flush: async () => {},
    stop: async () => {},
  };

  function noteOnControl({ key, value }: OutgoingRecord) {
    const decoded = decodeControl(
      Buffer.from(key ?? ''),
      value === null ? null : Buffer.from(value),
    );
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
    if (decoded.record?.kind === 'hold') holds.set(decoded.key, decoded.record);
  }

  const outcomes = (): Outcome[] =>
    log
      .filter(({ topic }) => topic === TOPICS.outcomes)
      .map(({ value }) => {
        const decoded = decodeOutcome(Buffer.from(value ?? ''));
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
        return decoded.outcome;
      });

  /** What the follower does with a resolution of the hold that stands; null: nothing is held. */
  async function resolve(
    resolution: Resolution,
    { resolve: carryOut } = startProcess(),
  ): Promise<Resolved | null> {
    const key = holdKey(resolution.accountId, resolution.clientOrderId);
    const hold = holds.get(key);
    if (hold === undefined) return null;
    const resolved = await carryOut(hold, resolution, new AbortController().signal);
    if (resolved.result === 'done' && !resolved.isHeldAgain) holds.delete(key);
    return resolved;
  }

  /** Redis restarts empty, and is rebuilt from what was published. */
  async function loseStore() {
    store = newStore();
    const memory = createStoreMemory({
      store,
      randomToken: () => crypto.randomUUID(),
      epochMs: () => nowMs,
      contentTtlMs: 3_600_000,
    });
    const page = outcomes().flatMap((outcome) => restoredRecord(outcome) ?? []);
    const pages = (async function* () {
      yield page;
    })();
    await memory.restore(pages, () => {});
  }

  return {
    broker,
    holds,
    outcomes,
    resolve,
    loseStore,
    startProcess,
    loseRequests(isLosing: boolean) {
      losesRequests = isLosing;
    },
    pass(durationMs: number) {
      nowMs += durationMs;
    },
    /** Makes an order of which nobody knows whether it exists: its request was lost. */
    async hold(message = intent()) {
      losesRequests = true;
      await run(startProcess().handle, recordOf(message));
      losesRequests = false;
      nowMs += 1000;
    },
    deliver: (process = startProcess(), message = intent()) =>
      process.handle(recordOf(message), lane()).then(({ committable }) => committable),
    decide: (decision: Resolution['decision'], changes: Partial<Resolution> = {}): Resolution => ({
      schemaVersion: 1,
      kind: 'resolution',
      changeId: 'change-1',
      who: 'ann',
      why: 'asked the desk',
      atMs: nowMs,
      accountId: intent().accountId,
      symbol: intent().symbol,
      clientOrderId: intent().clientOrderId,
      decision,
      ...changes,
    }),
    /** What left for the venue, whether it came there or not. */
    sent: (): readonly SubmitRequest[] => sent,
    acceptances: () => broker.ledger.filter(({ kind }) => kind === 'accepted'),
    posts: () => broker.ledger.filter(({ kind }) => kind === 'post'),
  };
}

/** An object of which some methods are steps of a process that may die. */
function mortal<Port extends object>(
  port: () => Port,
  effects: readonly (keyof Port)[],
  life: Mortality,
): Port {
  return new Proxy({} as Port, {
    get(_target, name) {
      const value: unknown = Reflect.get(port(), name);
      if (typeof value !== 'function') return value;
      const call = (...args: unknown[]) => Reflect.apply(value, port(), args);
      if (!effects.some((effect) => effect === name)) return call;
      return (...args: unknown[]) => life.around(async () => call(...args));
    },
  });
}
