import { expect, test } from 'vitest';
import { virtualTime } from '../clock/virtual-time.ts';
import { CallFailed, SimulatedProcess } from './simulated-process.ts';

const ROUTE = { outMs: 10, backMs: 10, timeoutMs: 100 };

function world() {
  const time = virtualTime();
  const process = new SimulatedProcess('p', time);
  const story: string[] = [];
  const tell = (what: string) => () => void story.push(`${time.nowMs()} ${what}`);
  const serve = async () => tell('served')();
  const until = (ms: number) => time.run(() => time.nowMs() >= ms);
  time.after(1000, () => {});
  return { time, process, story, tell, serve, until };
}

test('what a killed process asked is done, and it never hears of it', async () => {
  const { time, process, story, tell, serve, until } = world();
  process.call(serve, ROUTE).then(tell('answered'), tell('failed'));
  process.sleep(50).then(tell('woke'));
  time.after(5, () => process.kill());
  await until(1000);
  expect(story).toEqual(['10 served']);
});

test('a dead process asks nothing', async () => {
  const { process, story, tell, serve, until } = world();
  process.kill();
  void process.call(serve, ROUTE).then(tell('answered'));
  await until(1000);
  expect(story).toEqual([]);
});

test('a stopped process hears late, in the order of things', async () => {
  const { process, story, tell, serve, until } = world();
  process.call(serve, ROUTE).then(tell('answered'), tell('failed'));
  process.sleep(50).then(tell('woke'));
  process.pause(500);
  await until(1000);
  expect(story).toEqual(['10 served', '500 answered', '500 woke']);
});

test('a lost reply is a failure to the caller and none to the server, and so is a late one', async () => {
  const { process, story, serve, until } = world();
  const lost = process.call(serve, { ...ROUTE, loses: 'reply' }).catch((error) => error);
  const late = process.call(serve, { ...ROUTE, backMs: 200 }).catch((error) => error);
  const unsent = process.call(serve, { ...ROUTE, loses: 'request' }).catch((error) => error);
  await until(1000);
  for (const failure of [await lost, await late, await unsent])
    expect(failure).toBeInstanceOf(CallFailed);
  expect(story).toEqual(['10 served', '10 served']);
});

test('a sleep ends at once when its signal is aborted', async () => {
  const { time, process, story, tell, until } = world();
  const stop = new AbortController();
  process.sleep(500, stop.signal).then(tell('woke'));
  time.after(20, () => stop.abort());
  await until(1000);
  expect(story).toEqual(['20 woke']);
});
