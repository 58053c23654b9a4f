import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { History } from '../../faults/judge/history.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { runBusily } from '../verify/busy-run.ts';

const ENTRY = join(import.meta.dirname, '../../../services/auditor/src/main.ts');
const TIMEOUT_MS = 120_000;

const storySchema = z.looseObject({
  orders: z.array(
    z.looseObject({ ordStatus: z.string().optional(), cumQty: z.string().optional() }),
  ),
  doubt: z.looseObject({ exchanges: z.number() }).optional(),
  chain: z.array(z.looseObject({ id: z.string() })),
  timeLine: z.array(z.looseObject({ event: z.string() })),
  messages: z.array(z.unknown()),
});

it(
  'tells of orders that went through the real pipeline what their venue and their topics know',
  async () => {
    await using pipeline = await openPipeline({
      fillDelayMs: 20,
      faults: [{ fault: 'answer-lost-503', rate: 0.3 }],
    });
    const { accountId, simulatorUrl, topicPrefix } = pipeline;
    await pipeline.startExecutor();
    await pipeline.start('execution-reports', {
      ALPACA_BASE_URL: simulatorUrl,
      ALPACA_ACCOUNTS: JSON.stringify([{ accountId, keyId: 'test-key', secretKey: 'test-secret' }]),
      BROKER_REQUESTS_PER_MINUTE: '0',
    });
    await runBusily(pipeline, 1);
    const history = await pipeline.history();
    const folder = mkdtempSync(join(tmpdir(), 'trace-order-'));
    using _folder = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
    const index = ['--index', join(folder, 'index.sqlite')];
    const run = async (...args: readonly string[]): Promise<unknown> => {
      const env = { ...process.env, TOPIC_PREFIX: topicPrefix };
      const options = { env, maxBuffer: 64 * 1024 * 1024 };
      const ran = await promisify(execFile)(process.execPath, [ENTRY, ...args, '--json'], options);
      return JSON.parse(ran.stdout);
    };
    await run('index', 'build', ...index);
    const traced = async (id: string) => {
      const { looked: _read, ...read } = storySchema.parse(await run('trace', id, '--no-index'));
      const { looked: _asked, ...asked } = storySchema.parse(await run('trace', id, ...index));
      expect(asked).toEqual(read);
      return asked;
    };
    const eventsOf = ({ timeLine }: z.output<typeof storySchema>) =>
      timeLine.map(({ event }) => event);

    const copied = await traced(idOf(history, 'DUPLICATE'));
    expect(copied.orders).toMatchObject([{ ordStatus: 'FILLED', cumQty: '10' }]);
    expect(eventsOf(copied)).toEqual(
      expect.arrayContaining(['INTENT', 'COPY', 'DUPLICATE', 'TRADE']),
    );

    const replacedId = idOf(history, 'REPLACED');
    const replaced = await traced(replacedId);
    expect(replaced.orders).toMatchObject([{ ordStatus: 'REPLACED' }]);
    expect(replaced.chain[0]?.id).toBe(replacedId);
    expect(replaced.chain).toMatchObject([
      { kind: 'place' },
      { kind: 'replace', orders: [{ ordStatus: 'CANCELED' }] },
      { kind: 'cancel' },
    ]);

    const refused = await traced(idOf(history, 'REFUSED'));
    expect(eventsOf(refused)).toEqual(
      expect.arrayContaining(['UNREADABLE', 'DEAD_LETTER', 'REFUSED']),
    );

    const lost = history.ledger.find(({ fault }) => fault !== undefined);
    const doubted = await traced(lost?.clientOrderId ?? 'no answer was lost');
    expect(doubted.doubt?.exchanges).toBeGreaterThan(1);
  },
  TIMEOUT_MS,
);

/** Of the first order that came to this. */
function idOf({ outcomes }: History, execType: string): string {
  const found = outcomes.find(({ outcome }) => outcome.execType === execType);
  return found?.outcome.clientOrderId ?? `nothing was ${execType}`;
}
