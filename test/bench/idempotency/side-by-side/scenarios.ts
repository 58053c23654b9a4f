import { setTimeout as passMs } from 'node:timers/promises';
import type { Contender, Link, Order } from './contender.ts';

export interface Scenario {
  readonly name: string;
  /** What is right: the calls that a broker may get. */
  readonly right: string;
  /** Calls that the broker got. */
  readonly run: (contender: Contender, order: Order) => Promise<number>;
}

const LEASE_MS = 1_000;
const patient = { leaseMs: LEASE_MS, hasContext: true };

/** A broker that accepts every call, also a repeated one, so that only the guard prevents a second order. */
function openBroker() {
  let calls = 0;
  return {
    calls: () => calls,
    accept: async () => `BROKER-${++calls}`,
    acceptAndTimeOut: async (): Promise<string> => {
      calls += 1;
      throw new Error('timeout');
    },
  };
}

const upLink = (): Link => ({ isDown: false });
const quietly = (handled: Promise<unknown>) => handled.catch(() => {});

export const scenarios: readonly Scenario[] = [
  {
    name: 'concurrent duplicate, no context registered',
    right: '1',
    async run({ newWorker }, order) {
      const broker = openBroker();
      const workers = [1, 2, 3].map(() => newWorker(upLink(), { ...patient, hasContext: false }));
      const slowly = () => passMs(50).then(broker.accept);
      await Promise.all(workers.map((worker) => quietly(worker.handle(order, slowly))));
      return broker.calls();
    },
  },
  {
    name: 'ambiguous timeout, then redelivery',
    right: '1',
    async run({ newWorker }, order) {
      const broker = openBroker();
      await quietly(newWorker(upLink(), patient).handle(order, broker.acceptAndTimeOut));
      await quietly(newWorker(upLink(), patient).handle(order, broker.accept));
      await passMs(LEASE_MS * 1.2);
      await quietly(newWorker(upLink(), patient).handle(order, broker.accept));
      return broker.calls();
    },
  },
  {
    name: 'result not saved, then redelivery after the lease',
    right: '1',
    async run({ newWorker }, order) {
      const broker = openBroker();
      const link = upLink();
      const acceptAndCut = async () => {
        link.isDown = true;
        return broker.accept();
      };
      await quietly(newWorker(link, patient).handle(order, acceptAndCut));
      await passMs(LEASE_MS * 1.2);
      await quietly(newWorker(upLink(), patient).handle(order, broker.accept));
      return broker.calls();
    },
  },
  {
    name: 'worker that lost its lease fails late, then redelivery',
    right: '1',
    async run({ newWorker }, order) {
      const broker = openBroker();
      const lateFailure = async () => {
        await broker.accept();
        await passMs(LEASE_MS * 1.6);
        throw new Error('timeout');
      };
      const late = quietly(newWorker(upLink(), patient).handle(order, lateFailure));
      await passMs(LEASE_MS * 1.2);
      await quietly(newWorker(upLink(), patient).handle(order, broker.accept));
      await late;
      await quietly(newWorker(upLink(), patient).handle(order, broker.accept));
      return broker.calls();
    },
  },
  {
    name: 'store down at claim, the order delivered twice',
    right: '1, or 0 (halt)',
    async run({ newWorker }, order) {
      const broker = openBroker();
      const worker = newWorker({ isDown: true }, patient);
      await quietly(worker.handle(order, broker.accept));
      await quietly(worker.handle(order, broker.accept));
      return broker.calls();
    },
  },
  {
    name: 'key missing, the order delivered twice',
    right: '1',
    async run({ newWorker }, order) {
      const broker = openBroker();
      const worker = newWorker(upLink(), patient);
      await quietly(worker.handle({ ...order, id: undefined }, broker.accept));
      await quietly(worker.handle({ ...order, id: undefined }, broker.accept));
      return broker.calls();
    },
  },
  {
    name: 'key missing, two different orders',
    right: '2',
    async run({ newWorker }, order) {
      const broker = openBroker();
      const worker = newWorker(upLink(), patient);
      const other = { ...order, symbol: 'MSFT' };
      await quietly(worker.handle({ ...order, id: undefined }, broker.accept));
      await quietly(worker.handle({ ...other, id: undefined }, broker.accept));
      return broker.calls();
    },
  },
  {
    name: 'identical replay, payload validated',
    right: '1 (answered)',
    async run({ newWorker }, order) {
      const broker = openBroker();
      await newWorker(upLink(), patient).handle(order, broker.accept);
      await newWorker(upLink(), patient).handle(order, broker.accept);
      return broker.calls();
    },
  },
];
