import { type DeadLetterStory, encodeDeadLetter } from '@orderonce/contracts';
import { createPublisher, partitionFor } from '@orderonce/kafka';
import { integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';
import { outcome } from '../../testing/records.ts';

const ID = 'MOM-1RV4K2-000001-a3f8b2c1';
const INTENT = {
  schemaVersion: 1,
  kind: 'place',
  clientOrderId: ID,
  orderUuid: 'a3f8b2c1-0000-4000-8000-000000000001',
  strategyId: 'MOM',
  accountId: 'acct-1',
  symbol: 'AAPL',
  createdAtMs: Date.now(),
  side: 'BUY',
  quantity: 10,
  orderType: 'MARKET',
  timeInForce: 'DAY',
};

type Auditor = Awaited<ReturnType<typeof openAuditor>>;

async function setAside(
  { topics }: Auditor,
  text: string,
  reason: DeadLetterStory['reason'],
  problem = { path: 'quantity', rule: 'must be a decimal string' },
) {
  const publisher = createPublisher(integrationConnection());
  const record = {
    topic: topics.intents,
    partition: 1,
    offset: '7',
    logTimeMs: Date.now() - 1000,
    key: Buffer.from('acct-1:AAPL'),
    value: Buffer.from(text),
    headers: { 'content-type': 'application/json' },
  };
  const why = { reason, problems: [problem, { path: '', rule: 'is "odd"\u001b[2J' }] };
  const letter = encodeDeadLetter(record, why, Date.now());
  await publisher.publish({ topic: topics.deadLetters, ...letter });
  await publisher.stop(1000);
}

const PARTITION = partitionFor('acct-1:AAPL', 2);

/** An executor that answers the first intent of the topic, the second, and so on. */
function answering(auditor: Auditor, answers: readonly Readonly<Record<string, unknown>>[]) {
  let count = 0;
  return auditor.startExecutor('exec-1', {
    async onIntent() {
      const at = { partition: PARTITION, offset: String(count) };
      const intent = { topic: auditor.topics.intents, ...at };
      await auditor.publishOutcome(outcome({ intent, ...answers[count] }));
      count += 1;
    },
  });
}

test('lists letters as a table and as JSON, and selects among them', async () => {
  await using auditor = await openAuditor();
  expect((await auditor.run('dlq', 'list')).printed).toBe('There are no such dead letters.');
  await setAside(auditor, JSON.stringify(INTENT), 'INVALID_INTENT');
  await setAside(auditor, 'nonsense', 'WRONG_PARTITION');
  const { printed, exitCode } = await auditor.run('dlq', 'list');
  expect(printed).toMatch(
    new RegExp(`^0:0 +\\d+ m?s ago +1:7 +${ID} +acct-1 +AAPL +INVALID_INTENT:`, 'm'),
  );
  expect(printed).toMatch(/^0:1 +\d+ m?s ago +1:7 +WRONG_PARTITION:/m);
  expect(exitCode).toBe(0);
  const letters = async (...options: string[]) =>
    JSON.parse((await auditor.run('dlq', 'list', '--json', ...options)).printed).letters;
  expect(await letters()).toMatchObject([
    { offset: '0', clientOrderId: ID, story: { reason: 'INVALID_INTENT' } },
    { offset: '1', story: { problems: [{ path: 'quantity' }, { path: '' }] } },
  ]);
  expect(await letters('--account', 'acct-1')).toMatchObject([{ offset: '0' }]);
  expect(await letters('--reason', 'WRONG_PARTITION')).toMatchObject([{ offset: '1' }]);
  expect(await letters('--to', '1m')).toEqual([]);
  expect(await letters('--from', '1m')).toHaveLength(2);
});

test('shows all of a letter, with nothing in it that could move a cursor', async () => {
  await using auditor = await openAuditor();
  await setAside(auditor, '{"symbol":"AAPL"\u001b[2J\u202e}', 'INVALID_INTENT');
  const { printed } = await auditor.run('dlq', 'show', '0:0');
  expect(printed).toMatch(/^DEAD LETTER 0:0$/m);
  expect(printed).toMatch(/^stood on +\S+orders.intents 1:7$/m);
  expect(printed).toMatch(/^key +acct-1:AAPL$/m);
  expect(printed).toMatch(/^sha256 +[0-9a-f]{64}$/m);
  expect(printed).toMatch(/^quantity +must be a decimal string$/m);
  expect(printed).toMatch(/^\(all of it\) +is "odd"\\u\{1b\}\[2J$/m);
  expect(printed).toContain('{"symbol":"AAPL"\\u{1b}[2J\\u{202e}}');
  const { printed: json } = await auditor.run('dlq', 'show', '0:0', '--json');
  const { letter } = JSON.parse(json);
  expect(Buffer.from(letter.value, 'base64').toString()).toBe('{"symbol":"AAPL"\u001b[2J\u202e}');
  const missing = await auditor.run('dlq', 'show', '0:9');
  expect(missing.warned).toContain('there is no dead letter 0:9');
  expect(missing.exitCode).toBe(1);
});

test('publishes nothing before it is right, and names all that is wrong', async () => {
  await using auditor = await openAuditor();
  await setAside(auditor, JSON.stringify({ ...INTENT, side: 'HOLD' }), 'INVALID_INTENT');
  const redrive = ['dlq', 'redrive', '0:0', '--why', 'a test'];
  const wrong = await auditor.run(...redrive, '--set', 'symbol=MSFT');
  expect(wrong.warned).toContain('nothing was published; what is wrong still:');
  expect(wrong.warned).toMatch(/^ {2}side must be/m);
  expect(wrong.warned).toMatch(/^ {2}quantity must be/m);
  expect(wrong.exitCode).toBe(1);
  const dry = await auditor.run(
    ...redrive,
    ...['--set', 'side=SELL', '--set', 'quantity=10', '--dry-run', '--json'],
  );
  expect(JSON.parse(dry.printed)).toMatchObject({
    intent: { side: 'SELL', quantity: '10' },
    changes: [
      { field: 'side', before: 'HOLD', after: 'SELL' },
      { field: 'quantity', before: 10, after: '10' },
    ],
    published: null,
  });
  expect(JSON.parse((await auditor.run('dlq', 'show', '0:0', '--json')).printed).redrives).toEqual(
    [],
  );
});

test('redrives a corrected letter, waits for the answer to this copy, and shows it when asked again', async () => {
  await using auditor = await openAuditor();
  await setAside(auditor, JSON.stringify(INTENT), 'INVALID_INTENT');
  const reason = { code: 'STALE', text: 'too old' };
  await using _executor = await answering(auditor, [
    { execType: 'ACCEPTED', ordStatus: 'NEW' },
    { execType: 'DUPLICATE', ordStatus: 'NEW' },
    { execType: 'DENIED', ordStatus: 'REJECTED', reason },
    { execType: 'REFUSED', ordStatus: 'UNKNOWN', reason },
  ]);
  const redrive = [
    ...['dlq', 'redrive', '0:0', '--why', 'was a number', '--who', 'bob'],
    ...['--set', 'quantity=10'],
  ];
  const first = await auditor.run(...redrive);
  expect(first.printed).toContain(`REDRIVE ${ID}`);
  expect(first.printed).toMatch(/^quantity +10 +"10"$/m);
  expect(first.printed).toMatch(/^ACCEPTED$/m);
  expect(first.exitCode).toBe(0);
  const again = await auditor.run(...redrive);
  expect(again.warned).toMatch(/^Redriven .+orders.intents 0:0 by bob: was a number$/m);
  expect(again.printed).toContain('DUPLICATE: this id has its answer already, its status is NEW');
  expect(again.exitCode).toBe(0);
  const denied = await auditor.run(...redrive);
  expect(denied.printed).toContain('DENIED: STALE, too old');
  expect(denied.exitCode).toBe(1);
  const refused = await auditor.run(...redrive, '--json');
  expect(JSON.parse(refused.printed)).toMatchObject({
    redrives: [{ who: 'bob' }, {}, {}],
    published: { partition: PARTITION, offset: '3' },
    answer: { execType: 'REFUSED' },
  });
  expect(refused.exitCode).toBe(1);
});

test('says that nobody answered, and that the intent stays', async () => {
  await using auditor = await openAuditor();
  const old = { ...INTENT, quantity: '10', createdAtMs: Date.now() - 3_600_000 };
  await setAside(auditor, JSON.stringify(old), 'WRONG_PARTITION');
  const silent = await auditor.run(
    ...['dlq', 'redrive', '0:0', '--as-is', '--why', 'partitioner set', '--wait', '300ms'],
  );
  expect(silent.printed).toContain("The body is the letter's own.");
  expect(silent.printed).toContain('No answer within 0.3 s. The intent stays');
  expect(silent.warned).toContain('The intent was created 1 h ago: executors deny what is older');
  expect(silent.exitCode).toBe(1);
});

test('names every bad option at once', async () => {
  await using auditor = await openAuditor();
  const bad = await auditor.run('dlq', 'redrive', 'x', '--set', 'quantity', '--wait', 'long');
  expect(bad.warned.split('\n')).toEqual([
    '--why is missing',
    '--wait must be a time such as 30s, 500ms or 2m',
    '<letter> must be a partition and an offset, such as 0:12',
    '--set[0] must be a field and its value: quantity=10',
  ]);
  const none = await auditor.run('dlq', 'redrive', '0:0', '--why', 'w');
  expect(none.warned).toContain('say what to correct with --set, --unset or --file, or --as-is');
  expect([bad.exitCode, none.exitCode]).toEqual([2, 2]);
});
