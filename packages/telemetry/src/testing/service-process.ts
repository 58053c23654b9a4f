import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { type RunningService, runService } from '../run-service.ts';

/** A service for tests, run as a process of its own; `CASE` says how it behaves. */

const stoppable = (stop: () => Promise<void>): RunningService => {
  const alive = setInterval(() => {}, 1_000);
  return {
    async stop() {
      await stop();
      clearInterval(alive);
    },
  };
};

const cases: Record<string, (log: Logger) => Promise<RunningService>> = {
  good: async () => stoppable(async () => console.error('stopped')),
  finishes: async () => ({
    ...stoppable(async () => console.error('stopped')),
    finished: Promise.resolve(),
  }),
  'slow to stop': async () => stoppable(() => delay(60_000)),
  'never starts': () =>
    delay(
      60_000,
      stoppable(async () => {}),
    ),
  'start throws': () => {
    throw new Error('no answer from redis://user:hunter2@host');
  },
  'stop rejects': async () => stoppable(() => Promise.reject(new Error('cannot stop'))),
  fails: async () => ({
    stop: async () => {},
    failed: delay(1).then(() => Promise.reject(new Error('the consumer died'))),
  }),
  'fails in mid-sentence': async (log) => {
    const talking = setInterval(() => log.info({ event: 'talking' }), 0);
    for (let line = 0; line < 500; line += 1) log.info({ event: 'talking' });
    const failed = delay(20).then(() => Promise.reject(new Error('the consumer died')));
    return { stop: async () => clearInterval(talking), failed };
  },
  'throws later': async () => {
    setTimeout(() => {
      throw new Error('thrown later');
    }, 1);
    return stoppable(async () => {});
  },
  'rejects later': async () => {
    setTimeout(() => void Promise.reject(new Error('rejected later')), 1);
    return stoppable(async () => {});
  },
};

await runService({
  name: 'fixture',
  environment: { CASE: z.enum(Object.keys(cases)), LEASE_MS: z.coerce.number().int().default(5) },
  start: async ({ CASE }, { log }) => {
    log.info({ event: 'starting' });
    const start = cases[CASE];
    if (start === undefined) throw new Error(CASE);
    return start(log);
  },
});
