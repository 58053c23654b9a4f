import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { judge } from '../../faults/judge/judge.ts';
import { openPipeline } from '../harness/pipeline.ts';

const COMMAND = join(import.meta.dirname, '../../../services/auditor/src/main.ts');

it('an order whose fate nobody knows stops its instrument until a person decides, once', async () => {
  await using pipeline = await openPipeline({ repeatedIds: 'accept' });
  const { client, simulatorUrl, topicPrefix } = pipeline;
  // Turned away without a word that proves it: only a look-up can tell, and it finds nothing.
  await tellFaults(simulatorUrl, [{ fault: 'refuse-503', symbol: 'AAPL', next: 1 }]);
  await pipeline.startExecutor({ BROKER_REPEATED_CLIENT_ORDER_ID: 'accepted' });
  const place = async (symbol: string, quantity: string) => {
    const intent = client.place({ symbol, side: 'BUY', quantity, orderType: 'MARKET' });
    await client.publish(intent);
    return intent.clientOrderId;
  };
  const answerTo = async (id: Promise<Parameters<typeof client.awaitOutcome>[0]>) =>
    client.awaitOutcome(await id);
  const orderonce = (...args: string[]) => runCommand(topicPrefix, args);

  const heldId = await place('AAPL', '10');
  expect(await client.awaitOutcome(heldId)).toMatchObject({
    execType: 'HELD',
    reason: { code: 'FATE_UNKNOWN' },
  });
  expect(await answerTo(place('AAPL', '20'))).toMatchObject({
    execType: 'DENIED',
    reason: { code: 'INSTRUMENT_HELD', text: expect.stringContaining(heldId) },
  });
  expect(await answerTo(place('MSFT', '5'))).toMatchObject({ execType: 'ACCEPTED' });

  const listed = JSON.parse((await orderonce('held', 'list', '--json')).stdout);
  expect(listed.held).toMatchObject([{ hold: { intent: { clientOrderId: heldId } } }]);
  const why = ['--who', 'ann', '--why', 'not in the blotter'];
  const adopt = await orderonce('held', 'resolve', heldId, '--as', 'adopt', ...why);
  expect(adopt).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('REFUSED') });
  const resend = await orderonce('held', 'resolve', heldId, '--as', 'resend', ...why);
  expect(resend).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('ACCEPTED') });
  expect(await answerTo(place('AAPL', '30'))).toMatchObject({ execType: 'ACCEPTED' });
  await pipeline.rest();

  const history = await pipeline.history();
  expect(judge(history)).toEqual([]);
  const story = history.outcomes
    .filter(({ outcome }) => outcome.clientOrderId === heldId)
    .map(({ outcome }) => outcome.execType);
  expect(story).toEqual(['ATTEMPTED', 'HELD', 'RESOLVED', 'ATTEMPTED', 'ACCEPTED']);
  const sent = history.ledger.filter(({ clientOrderId }) => clientOrderId === heldId);
  expect(sent.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
}, 90_000);

async function tellFaults(simulatorUrl: string, rules: readonly object[]): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/sim/faults`, {
    method: 'POST',
    body: JSON.stringify({ rules }),
  });
  expect(answer.ok).toBe(true);
}

async function runCommand(topicPrefix: string, args: readonly string[]) {
  const env = { ...process.env, TOPIC_PREFIX: topicPrefix, EXECUTOR_GROUP_ID: 'executor' };
  const run = promisify(execFile)(process.execPath, [COMMAND, ...args], { env });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return { stdout, exitCode: run.child.exitCode };
}
