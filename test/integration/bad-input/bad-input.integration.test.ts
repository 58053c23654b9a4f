import { decodeDeadLetter, encodeIntent, partitionKey, topicNames } from '@orderonce/contracts';
import { createPublisher, readTopic } from '@orderonce/kafka';
import { expect, it } from 'vitest';
import { judge } from '../../faults/judge/judge.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { expectVerified } from '../verify/run-verify.ts';

const GOOD = 50;

/** What is done to a good intent's fields, and what the dead letter must say of it. */
const BAD: readonly [name: string, change: Record<string, unknown>, problem: RegExp][] = [
  ['a wrong type', { quantity: 10 }, /^quantity must be a decimal string/],
  ['an unknown field', { leverage: '5' }, /^leverage is not a known field/],
  ['an account with "|"', { accountId: 'A|B' }, /^accountId must be/],
  [
    'a price on a market order',
    { limitPrice: '5' },
    /^limitPrice is not allowed on a MARKET order/,
  ],
  ['a quantity of 0', { quantity: '0' }, /^quantity must be greater than 0/],
  ['a quantity of 1e400', { quantity: '1e400' }, /^quantity must be a decimal string/],
  ['a newer schema', { schemaVersion: 2 }, /^schemaVersion .* is newer than 1/],
];

it('turns what cannot be read into dead letters that say why, and goes on', async () => {
  await using pipeline = await openPipeline();
  const { client, connection, topicPrefix } = pipeline;
  const topics = topicNames(topicPrefix);
  const raw = createPublisher(connection);
  const order = { symbol: 'AAPL', side: 'BUY', quantity: '1', orderType: 'MARKET' } as const;
  const key = partitionKey(client.place(order).accountId, client.place(order).symbol);

  const bad = BAD.map(([, change]) => ({ ...client.place(order), ...change }));
  for (const fields of bad)
    await raw.publish({ topic: topics.intents, key, value: JSON.stringify(fields) });
  for (const value of ['', '{', '[]', '\u0000'])
    await raw.publish({ topic: topics.intents, key, value });
  const good = Array.from({ length: GOOD }, (_, place) =>
    client.place({ ...order, quantity: String(place + 2) }),
  );
  for (const intent of good)
    await raw.publish({ topic: topics.intents, key, value: encodeIntent(intent) });
  await raw.stop(5000);

  await pipeline.startExecutor();
  await pipeline.rest();
  const history = await pipeline.history();
  expect(judge(history)).toEqual([]);
  await expectVerified(pipeline);
  expect(history.ledger.filter((entry) => entry.kind === 'accepted')).toHaveLength(GOOD);
  expect(history.deadLetters).toHaveLength(BAD.length + 4);

  const refused = history.outcomes.filter(({ outcome }) => outcome.execType === 'REFUSED');
  expect(refused.map(({ outcome }) => outcome.clientOrderId).sort()).toEqual(
    bad.map(({ clientOrderId }) => clientOrderId).sort(),
  );
  const problems = await problemsOnDeadLetters();
  for (const [name, , problem] of BAD)
    expect(
      problems.some((text) => problem.test(text)),
      `${name}: ${problems.join('\n')}`,
    ).toBe(true);

  async function problemsOnDeadLetters(): Promise<string[]> {
    const texts: string[] = [];
    const reading = readTopic(connection, {
      topic: topics.deadLetters,
      from: 'beginning',
      until: 'end',
    });
    for await (const batch of reading)
      for (const record of batch)
        for (const { path, rule } of decodeDeadLetter(record)?.story.problems ?? [])
          texts.push(`${path} ${rule}`);
    return texts;
  }
}, 60_000);
