import { cancelOf, intent } from '@orderonce/decisions/testing';
import { expect, it } from 'vitest';
import { recordOf, run } from './testing/executor-under-test.ts';
import { createRecordedWorld } from './testing/recorded-world.ts';

const INTENT = intent();
/** Of an order that no venue has, on an instrument of its own. */
const UNKNOWN = cancelOf(intent({ clientOrderId: 'MOM-1RV4K2-000008-a3f8b2c1' }).clientOrderId);

it('counts and times an order at each stage', async () => {
  const world = createRecordedWorld({ isSampled: false });
  await run(world.startExecutor(), recordOf(INTENT));
  for (const [line, value] of [
    ['orderonce_intents_taken_total{kind="place"}', 1],
    ['orderonce_claim_duration_seconds_count{answer="fresh"}', 1],
    ['orderonce_venue_call_duration_seconds_count{action="submit",result="accepted"}', 1],
    ['orderonce_outcome_publish_duration_seconds_count', 1],
    ['orderonce_intent_to_verdict_seconds_count', 1],
    ['orderonce_outcomes_total{exec_type="ACCEPTED"}', 1],
    ['orderonce_orders_in_doubt', 0],
    ['orderonce_doubt_duration_seconds_count', 0],
    ['orderonce_intents_at_work', 0],
  ] as const)
    expect([line, await world.sample(line)]).toEqual([line, value]);
});

it('measures a doubt from the answer that was lost to its end', async () => {
  const world = createRecordedWorld({ isSampled: false });
  world.broker.script({ kind: 'answer-lost' }, { kind: 'hidden', lookUps: 1 });
  await run(world.startExecutor(), recordOf(INTENT));
  expect(await world.sample('orderonce_doubt_duration_seconds_count')).toBe(1);
  expect(await world.sample('orderonce_orders_in_doubt')).toBe(0);
  const seconds = await world.sample('orderonce_doubt_duration_seconds_sum');
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(60);
});

it('shows an order as in doubt while it is', async () => {
  const world = createRecordedWorld({ isSampled: false });
  const seen: (number | undefined)[] = [];
  const find = world.broker.findByClientOrderId.bind(world.broker);
  world.broker.findByClientOrderId = async (...args) => {
    seen.push(await world.sample('orderonce_orders_in_doubt'));
    return find(...args);
  };
  world.broker.script({ kind: 'answer-lost' });
  await run(world.startExecutor(), recordOf(INTENT));
  expect(seen).toEqual([1]);
});

it('counts what is held, denied and refused by reason', async () => {
  const world = createRecordedWorld(
    { isSampled: false },
    { capabilities: { repeatedClientOrderId: 'accepted' } },
  );
  const executor = world.startExecutor();
  world.broker.script({ kind: 'request-lost' });
  await run(executor, recordOf(INTENT, '0'));
  await run(executor, recordOf(UNKNOWN, '1'));
  await run(executor, recordOf(intent({ quantity: '11' }), '2'));
  await run(executor, recordOf(INTENT, '3', { value: Buffer.from('{') }));
  for (const [line, value] of [
    ['orderonce_holds_total{reason="FATE_UNKNOWN"}', 1],
    ['orderonce_denials_total{reason="UNKNOWN_ORDER"}', 1],
    ['orderonce_intents_refused_total{reason="CLIENT_ORDER_ID_REUSED"}', 1],
    ['orderonce_intents_refused_total{reason="INVALID_INTENT"}', 1],
  ] as const)
    expect([line, await world.sample(line)]).toEqual([line, value]);
});
