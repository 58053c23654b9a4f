import { expect, test } from 'vitest';
import type { Exit } from '../processes/guardian/messages.ts';
import { type Clock, type Supervisable, supervise } from './supervise.ts';

/** Services that end when the test says so, on a clock that jumps over every pause. */
function stage() {
  const said: string[] = [];
  const pauses: number[] = [];
  const running: { end(exit: Exit): void; stopped: boolean }[] = [];
  let nowMs = 0;
  const clock: Clock = {
    nowMs: () => nowMs,
    delay: async (ms) => {
      pauses.push(ms);
    },
  };
  const start = async (): Promise<Supervisable> => {
    const exit = Promise.withResolvers<Exit>();
    const service = { end: exit.resolve, stopped: false };
    running.push(service);
    return {
      name: 'executor',
      ready: Promise.resolve(),
      exited: exit.promise,
      async stop() {
        service.stopped = true;
        exit.resolve({ code: 0, signal: null });
      },
    };
  };
  const startedAgain = async (count: number) => {
    while (running.length < count) await new Promise(setImmediate);
  };
  return {
    said,
    pauses,
    running,
    clock,
    start,
    startedAgain,
    pass: (ms: number) => {
      nowMs += ms;
    },
    say: (line: string) => void said.push(line),
  };
}

const KILLED: Exit = { code: null, signal: 'SIGKILL' };

test('a service that dies is started again, and it is said', async () => {
  const { start, clock, say, said, running, startedAgain } = stage();
  const supervised = await supervise(start, clock, say);
  running[0]?.end(KILLED);
  await startedAgain(2);
  running[1]?.end({ code: 1, signal: null });
  await startedAgain(3);
  expect(said).toEqual([
    'executor ended by SIGKILL; starting it again in 250 ms',
    'executor ended with exit code 1; starting it again in 500 ms',
  ]);
  await supervised.stop(0);
  expect(running.map(({ stopped }) => stopped)).toEqual([false, false, true]);
});

test('the pauses grow while it does not stay up, to ten seconds at most, and shrink again', async () => {
  const { start, clock, say, pauses, running, startedAgain, pass } = stage();
  await supervise(start, clock, say);
  for (let count = 0; count < 8; count += 1) {
    running[count]?.end(KILLED);
    await startedAgain(count + 2);
  }
  pass(30_000);
  running[8]?.end(KILLED);
  await startedAgain(10);
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 250]);
});

test('a service that is stopped is not started again', async () => {
  const { start, clock, say, said, running } = stage();
  const supervised = await supervise(start, clock, say);
  await supervised.stop(0);
  await new Promise(setImmediate);
  expect(running).toHaveLength(1);
  expect(said).toEqual([]);
});

test('a service that is being started again when it is stopped is stopped too', async () => {
  const { start, clock, say, running, startedAgain } = stage();
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slowly = async () => {
    if (running.length === 1) {
      begun.resolve();
      await goOn.promise;
    }
    return start();
  };
  const supervised = await supervise(slowly, clock, say);
  running[0]?.end(KILLED);
  await begun.promise;
  const stopped = supervised.stop(0);
  goOn.resolve();
  await startedAgain(2);
  await stopped;
  expect(running[1]?.stopped).toBe(true);
});

test('a service that never comes up fails the start', async () => {
  const { start, clock, say } = stage();
  const broken = async () => ({ ...(await start()), ready: Promise.reject(new Error('exit 2')) });
  await expect(supervise(broken, clock, say)).rejects.toThrow('exit 2');
});
