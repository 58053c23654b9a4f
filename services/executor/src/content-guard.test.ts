import { intent } from '@orderonce/decisions/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, recordOf, run } from './testing/executor-under-test.ts';

const FIRST = intent();
/** The same order under a new id, half a minute later. */
const AGAIN = {
  clientOrderId: 'MOM-1RV4K2-000002-b4f8b2c1',
  orderUuid: 'b4f8b2c1-58cc-4372-a567-0e02b2c3d479',
  createdAtMs: FIRST.createdAtMs + 30_000,
};

async function runTwice(configuration: string, changes: Record<string, unknown> = {}) {
  const world = createWorld({}, configuration);
  const executor = world.startExecutor();
  await run(executor, recordOf(FIRST, '0'));
  await run(executor, recordOf(intent({ ...AGAIN, ...changes }), '1'));
  return world;
}

describe('the same order under a new id (FR-002)', () => {
  it('is denied by default, and names the order that it repeats', async () => {
    const world = await runTwice('');
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes()[1]).toMatchObject({
      clientOrderId: AGAIN.clientOrderId,
      execType: 'DENIED',
      duplicateOf: FIRST.clientOrderId,
      reason: { code: 'CONTENT_DUPLICATE' },
    });
  });

  it('gets the same denial when its record is delivered again', async () => {
    const world = await runTwice('');
    await run(world.startExecutor(), recordOf(intent(AGAIN), '1'));
    expect(world.outcomes()[2]).toEqual(world.outcomes()[1]);
  });

  it('is held where the configuration says so', async () => {
    const world = await runTwice('idempotency: { behavior: { contentDuplicates: hold } }');
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes()[1]).toMatchObject({ execType: 'HELD' });
  });

  it('is another order where this strategy may repeat itself', async () => {
    const policy = 'contentDuplicates: suppress, contentDuplicatesByStrategy: { MOM: allow }';
    const world = await runTwice(`idempotency: { behavior: { ${policy} } }`);
    expect(world.acceptances()).toHaveLength(2);
  });

  it('is another order when it says that it is meant', async () => {
    expect((await runTwice('', { occurrence: 2 })).acceptances()).toHaveLength(2);
  });

  it('is another order when anything of it differs', async () => {
    expect((await runTwice('', { quantity: '10.1' })).acceptances()).toHaveLength(2);
    expect((await runTwice('', { side: 'SELL' })).acceptances()).toHaveLength(2);
  });

  it('is another order a minute later', async () => {
    const later = { createdAtMs: FIRST.createdAtMs + 60_001 };
    expect((await runTwice('', later)).acceptances()).toHaveLength(2);
  });

  it('says in its outcome under which key it was claimed', async () => {
    const world = await runTwice('');
    expect(world.outcomes()[0]).toMatchObject({
      contentKey: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

it('may be sent again after a definite failure, which frees the content (FR-002)', async () => {
  const world = createWorld();
  const executor = world.startExecutor();
  world.broker.script({ kind: 'refused', code: '40310000', text: 'insufficient buying power' });
  await run(executor, recordOf(FIRST, '0'));
  await run(executor, recordOf(intent(AGAIN), '1'));
  expect(world.outcomes().map((outcome) => outcome.execType)).toEqual(['REJECTED', 'ACCEPTED']);
});
