import type { RecordStore } from '@orderonce/idempotency';
import type { Route, SimulatedProcess } from '../executor/simulated-process.ts';
import { STORE_TIMEOUT_MS } from '../settings.ts';
import type { World } from './world.ts';

/** One process's connection to the store: slow, lossy, and at times without a store behind it. */
export function flakyStore(world: World, process: SimulatedProcess): RecordStore {
  const { store, orders } = world;

  function ask<Answer>(ids: readonly string[], serve: () => Promise<Answer>): Promise<Answer> {
    const route = routeToStore(world);
    if (route.loses || route.outMs > STORE_TIMEOUT_MS || world.storeOutage.isOn())
      orders.touch(ids);
    return process.call(async () => {
      if (!world.storeOutage.isOn()) return serve();
      orders.touch(ids);
      throw new Error('the store is away');
    }, route);
  }

  return {
    claim(accountId, writes, generation) {
      const ids = writes.map(({ clientOrderId }) => clientOrderId);
      orders.beginsWork(process.name, ids);
      return ask(ids, () => store.claim(accountId, writes, generation));
    },
    async update(accountId, writes) {
      const ids = writes.map(({ clientOrderId }) => clientOrderId);
      const answer = await ask(ids, () => store.update(accountId, writes));
      const ended = writes.filter(({ leaseMs }) => leaseMs === 0);
      orders.endsWork(
        process.name,
        ended.map(({ clientOrderId }) => clientOrderId),
      );
      return answer;
    },
    read: (accountId, ids) => ask(ids, () => store.read(accountId, ids)),
    readRebuilt: (accountId) => ask([], () => store.readRebuilt(accountId)),
    writeRebuilt: (accountId, note) => ask([], () => store.writeRebuilt(accountId, note)),
    close: async () => {},
  };
}

function routeToStore({ weather, random }: World): Route {
  const quick = { outMs: random.between(0, 2), backMs: random.between(0, 2) };
  const timeoutMs = STORE_TIMEOUT_MS;
  if (weather.strikes('store request lost')) return { ...quick, timeoutMs, loses: 'request' };
  if (weather.strikes('store reply lost')) return { ...quick, timeoutMs, loses: 'reply' };
  // What the client has given up is done all the same, late.
  if (weather.strikes('store slower than the time limit'))
    return { ...quick, outMs: random.between(STORE_TIMEOUT_MS + 1, 2000), timeoutMs };
  return { ...quick, timeoutMs };
}
