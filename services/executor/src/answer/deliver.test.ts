import { intent } from '@orderonce/decisions/testing';
import { expect, it } from 'vitest';
import { createWorld, lane, recordOf } from '../testing/executor-under-test.ts';

it("keeps the venue's no that came while the executor was told to stop", async () => {
  const world = createWorld();
  const stop = new AbortController();
  world.broker.script({ kind: 'refused', code: '40310000', text: 'no buying power' });
  const submit = world.broker.submit.bind(world.broker);
  world.broker.submit = async (...args) => {
    const answer = await submit(...args);
    stop.abort();
    return answer;
  };
  const handled = await world.startExecutor()(recordOf(intent()), lane(stop.signal));
  await handled.committable;
  expect(world.outcomes()).toMatchObject([
    { execType: 'REJECTED', reason: { code: 'VENUE_REJECTED' } },
  ]);
  expect(world.posts()).toHaveLength(1);
});
