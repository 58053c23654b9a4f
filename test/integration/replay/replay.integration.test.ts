import { expect, it } from 'vitest';
import { openPipeline } from '../harness/pipeline.ts';
import { answerTo, crowdedMorning, oddAfternoon, type Pipeline } from './eventful-day.ts';
import { runOrderonce } from './run-orderonce.ts';

const LOST_AND_HIDDEN = [
  { fault: 'answer-lost-503', rate: 0.2 },
  { fault: 'hide-ms', rate: 0.2, ms: 300 },
] as const;

async function replayOf({ topicPrefix }: Pipeline, ...options: string[]) {
  const { stdout, stderr, exitCode } = await runOrderonce(
    topicPrefix,
    ...['replay', '--json', ...options],
  );
  expect(stderr).toBe('');
  return { exitCode, ...JSON.parse(stdout) };
}

it('comes to the same as was recorded of a day with lost answers, copies, a kill and refusals', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 0, faults: LOST_AND_HIDDEN });
  await crowdedMorning(pipeline, {});
  await oddAfternoon(pipeline);
  const replayed = await replayOf(pipeline, '--twice');
  expect(replayed.findings.differences).toEqual([]);
  expect(replayed).toMatchObject({ exitCode: 0, isSameTwice: true });
  expect(replayed.findings.undecidable).toEqual({});
  expect(replayed.findings.same).toBeGreaterThan(50);
  const positions = await runOrderonce(pipeline.topicPrefix, 'positions', '--json');
  expect(JSON.parse(positions.stdout).stateHash).toBe(replayed.stateHash);
}, 120_000);

it('comes to the same where a second send would be a second order, and a person decides', async () => {
  await using pipeline = await openPipeline({
    repeatedIds: 'accept',
    faults: [{ fault: 'refuse-503', symbol: 'ORCL', rate: 1, next: 1 }],
  });
  const { client, topicPrefix } = pipeline;
  const venue = { BROKER_REPEATED_CLIENT_ORDER_ID: 'accepted' };
  await crowdedMorning(pipeline, venue);
  const buy = (quantity: string) =>
    client.place({ symbol: 'ORCL', side: 'BUY', quantity, orderType: 'MARKET' });
  const held = buy('3');
  expect(await answerTo(pipeline, held)).toMatchObject({ execType: 'HELD' });
  await client.publish(held);
  expect(await answerTo(pipeline, buy('4'))).toMatchObject({
    reason: { code: 'INSTRUMENT_HELD' },
  });
  const resend = await runOrderonce(
    topicPrefix,
    ...['held', 'resolve', held.clientOrderId, '--as', 'resend'],
    ...['--why', 'not in the blotter', '--who', 'ann'],
  );
  expect(resend).toMatchObject({ exitCode: 0 });
  expect(await answerTo(pipeline, buy('5'))).toMatchObject({ execType: 'ACCEPTED' });
  await pipeline.rest();
  const replayed = await replayOf(pipeline, '--twice');
  expect(replayed.findings.differences).toEqual([]);
  expect(replayed).toMatchObject({ exitCode: 0, isSameTwice: true });
}, 120_000);
