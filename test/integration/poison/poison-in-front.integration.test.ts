import { encodeIntent, partitionKey, symbolSchema, topicNames } from '@orderonce/contracts';
import { createPublisher, groupProgress, partitionFor } from '@orderonce/kafka';
import { expect, it } from 'vitest';
import { groupOf, startBeside } from '../../bench/executor/latency/start-beside.ts';
import { openPipeline } from '../harness/pipeline.ts';

const GOOD = 10_000;
const WARM_UP = 3000;
const LANES = 50;
/** Deep, and small enough to be parsed. */
const POISON = '['.repeat(10_000);
/** Each without and with the poison; the faster of a kind counts, for what else the machine does only slows. */
const ROUNDS = 2;
/** A poison that is tried again or waited for costs seconds. */
const NOISE_MS = 700;
const NOISE_RATIO = 1.5;

it('a poison message in front of 10 000 good ones of its partition does not delay them', async () => {
  await using pipeline = await openPipeline();
  const { client, connection, accountId, topicPrefix } = pipeline;
  const { intents: topic } = topicNames(topicPrefix);
  await using opened = new AsyncDisposableStack();
  opened.use(await startBeside(pipeline, 'core-executor'));
  const publisher = createPublisher(connection);
  opened.defer(() => publisher.stop(5000));
  const group = { groupId: groupOf(pipeline), topic };
  const partitionCount = (await groupProgress(connection, group)).ends.size;
  const instruments = Array.from({ length: 1000 }, (_, at) => symbolSchema.parse(`SYM${at}`))
    .map((symbol) => ({ symbol, key: partitionKey(accountId, symbol) }))
    .filter(({ key }) => partitionFor(key, partitionCount) === 0)
    .slice(0, LANES);
  let made = 0;

  /** Returns the ids of the good ones when all are committed. */
  async function round(count: number, poison?: string): Promise<readonly string[]> {
    const ids: string[] = [];
    const records = Array.from({ length: count }, () => {
      const { symbol = '', key = '' } = instruments[made % LANES] ?? {};
      made += 1;
      const order = { symbol, side: 'BUY', quantity: '1', orderType: 'MARKET' } as const;
      const intent = client.place({ ...order, occurrence: made });
      ids.push(intent.clientOrderId);
      return { topic, key, value: encodeIntent(intent) };
    });
    // In the lane of the first good one.
    if (poison !== undefined) records.unshift({ topic, key: records[0]?.key ?? '', value: poison });
    await Promise.all(records.map((record) => publisher.publish(record)));
    await pipeline.rest();
    return ids;
  }

  await round(WARM_UP);
  const clean: (readonly string[])[] = [];
  const poisoned: (readonly string[])[] = [];
  for (let at = 0; at < ROUNDS; at += 1) {
    clean.push(await round(GOOD));
    poisoned.push(await round(GOOD, POISON));
  }

  const { intents, outcomes, deadLetters } = await pipeline.history();
  expect(deadLetters).toHaveLength(ROUNDS);
  const loggedMs = new Map<string | undefined, number>();
  for (const { intent, logTimeMs } of intents) loggedMs.set(intent.clientOrderId, logTimeMs);
  const acceptedMs = new Map<string | undefined, number>();
  for (const { outcome, logTimeMs } of outcomes)
    if (outcome.execType === 'ACCEPTED') acceptedMs.set(outcome.clientOrderId, logTimeMs);
  /** From the first good one's time on the log to the acceptance of this one. */
  const tookMs = (ids: readonly string[], id: string | undefined) =>
    (acceptedMs.get(id) ?? Number.POSITIVE_INFINITY) - (loggedMs.get(ids[0]) ?? 0);
  const fastest = (rounds: readonly (readonly string[])[], place: number) =>
    Math.min(...rounds.map((ids) => tookMs(ids, ids.at(place))));
  for (const place of [0, -1]) {
    const [cleanMs, poisonedMs] = [fastest(clean, place), fastest(poisoned, place)];
    console.log(
      `${place === 0 ? 'first' : 'last'}: ${cleanMs} ms, behind a poison ${poisonedMs} ms`,
    );
    expect(poisonedMs).toBeLessThan(cleanMs * NOISE_RATIO + NOISE_MS);
  }
}, 120_000);
