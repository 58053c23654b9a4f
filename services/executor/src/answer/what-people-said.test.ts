import type { Intent } from '@orderonce/contracts';
import { cancelOf, GLOBAL, hold, intent, killSwitch } from '@orderonce/decisions/testing';
import { describe, expect, it } from 'vitest';
import {
  createWorld,
  LEASE_MS,
  recordOf,
  run,
  runUntilKilled,
} from '../testing/executor-under-test.ts';

const RESTS = { orderType: 'LIMIT', limitPrice: '1' };
const FIRST = intent(RESTS);
const SECOND = intent({
  clientOrderId: 'MOM-1RV4K2-000002-c4f8b2c1',
  orderUuid: 'c4f8b2c1-58cc-4372-a567-0e02b2c3d479',
  quantity: '20',
});

describe('under a kill switch', () => {
  it('nothing is sent, and the denial says who threw it', async () => {
    const world = createWorld();
    world.control.say(killSwitch(GLOBAL));
    await run(world.startExecutor(), recordOf(FIRST));
    expect(world.posts()).toEqual([]);
    expect(world.outcomes()).toMatchObject([
      { execType: 'DENIED', reason: { code: 'KILL_SWITCH', text: expect.stringMatching('alice') } },
    ]);
  });

  it('what was never sent is denied, also when it is thrown while the venue cannot be reached', async () => {
    const world = createWorld();
    world.broker.script({ kind: 'not-sent' });
    throwWhenPosted(world);
    await run(world.startExecutor(), recordOf(FIRST));
    expect(world.acceptances()).toEqual([]);
    expect(world.outcomes()).toMatchObject([
      { execType: 'DENIED', reason: { code: 'KILL_SWITCH' } },
    ]);
  });

  it('what may have been sent is not sent again, and is adopted when the venue shows it', async () => {
    const world = createWorld();
    world.broker.script({ kind: 'answer-lost' });
    throwWhenPosted(world);
    await run(world.startExecutor(), recordOf(FIRST));
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes()).toMatchObject([{ execType: 'ACCEPTED' }]);
  });

  it('what may have been sent and is not shown is held', async () => {
    const world = createWorld();
    await runUntilKilled(world.startExecutor('claimed'), recordOf(FIRST));
    world.clock.advance(LEASE_MS + 1);
    world.control.say(killSwitch(GLOBAL));
    await run(world.startExecutor(), recordOf(FIRST));
    expect(world.posts()).toEqual([]);
    expect(world.outcomes()).toMatchObject([
      { execType: 'HELD', reason: { code: 'FATE_UNKNOWN' } },
    ]);
  });

  it('a cancel goes through', async () => {
    const world = createWorld();
    const executor = world.startExecutor();
    await run(executor, recordOf(FIRST));
    world.control.say(killSwitch(GLOBAL));
    await run(executor, recordOf(cancelOf(FIRST.clientOrderId), '1'));
    expect(world.outcomes()[1]).toMatchObject({
      execType: 'ACCEPTED',
      ordStatus: 'PENDING_CANCEL',
    });
  });
});

describe('on an instrument with a held order', () => {
  it('nothing is placed, and cancels pass', async () => {
    const world = createWorld();
    const executor = world.startExecutor();
    await run(executor, recordOf(FIRST));
    world.control.say(hold(other('AAPL')));
    await run(executor, recordOf(SECOND, '1'));
    await run(executor, recordOf(cancelOf(FIRST.clientOrderId), '2'));
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes().slice(1)).toMatchObject([
      { execType: 'DENIED', reason: { code: 'INSTRUMENT_HELD' } },
      { execType: 'ACCEPTED', ordStatus: 'PENDING_CANCEL' },
    ]);
  });

  it('another instrument goes on', async () => {
    const world = createWorld();
    world.control.say(hold(other('MSFT')));
    await run(world.startExecutor(), recordOf(FIRST));
    expect(world.outcomes()).toMatchObject([{ execType: 'ACCEPTED' }]);
  });

  it('this executor denies the next order at once after it held one itself', async () => {
    const world = createWorld({ capabilities: { repeatedClientOrderId: 'accepted' } });
    const executor = world.startExecutor();
    world.broker.script({ kind: 'request-lost' });
    await run(executor, recordOf(FIRST));
    await run(executor, recordOf(SECOND, '1'));
    expect(world.outcomes().map(({ execType }) => execType)).toEqual([
      'ATTEMPTED',
      'HELD',
      'DENIED',
    ]);
  });

  it('an order that is held itself is not sent, though the store forgot it', async () => {
    const world = createWorld();
    world.control.say(hold(FIRST));
    await run(world.startExecutor(), recordOf(FIRST));
    expect(world.posts()).toEqual([]);
    expect(world.outcomes()).toMatchObject([
      {
        execType: 'HELD',
        outcomeId: `${FIRST.clientOrderId}/held`,
        reason: { code: 'FATE_UNKNOWN', text: 'no answer and not found' },
      },
    ]);
  });
});

/** Throws the switch in the middle of the first send. */
function throwWhenPosted({ broker, control }: ReturnType<typeof createWorld>): void {
  const submit = broker.submit.bind(broker);
  broker.submit = (...args) => {
    control.say(killSwitch(GLOBAL));
    return submit(...args);
  };
}

function other(symbol: string): Intent {
  return intent({
    clientOrderId: 'MOM-1RV4K2-000008-d4f8b2c1',
    orderUuid: 'd4f8b2c1-58cc-4372-a567-0e02b2c3d479',
    symbol,
  });
}
