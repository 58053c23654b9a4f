import type { LookUpResult } from '@orderonce/brokers';
import type { OrdStatus } from '@orderonce/contracts';
import { cancelOf, intent, replaceOf } from '@orderonce/decisions/testing';
import { expect, it, vi } from 'vitest';
import { createWorld, recordOf, run } from '../testing/executor-under-test.ts';

const FIRST = intent({ orderType: 'LIMIT', limitPrice: '98' });
const ID = FIRST.clientOrderId;

async function openWorld() {
  const world = createWorld({ priceOf: null });
  await run(world.startExecutor(), recordOf(FIRST, '0'));
  const refused = {
    kind: 'rejected',
    code: '42210000',
    text: 'not now',
    evidence: { atMs: world.clock.epochMs(), action: 'cancel', result: 'http 422' },
  } as const;
  /** The venue shows every order in this state, whatever it is. */
  const showAs = (ordStatus: OrdStatus) => {
    const { findByClientOrderId } = world.broker;
    return vi.spyOn(world.broker, 'findByClientOrderId').mockImplementation(async (id) => {
      const found: LookUpResult = await findByClientOrderId.call(world.broker, id);
      return found.kind === 'found' ? { ...found, order: { ...found.order, ordStatus } } : found;
    });
  };
  const cancel = () => run(world.startExecutor(), recordOf(cancelOf(ID), '5'));
  const told = () => world.outcomes().filter((each) => each.clientOrderId !== ID);
  return { ...world, refused, showAs, cancel, told };
}

it('a cancel that is refused because the order is just replaced gets the one in its place', async () => {
  const world = await openWorld();
  vi.spyOn(world.broker, 'cancel').mockImplementationOnce(async () => {
    await run(world.startExecutor(), recordOf(replaceOf(ID), '1'));
    return world.refused;
  });
  await world.cancel();
  expect(world.broker.ledger.at(-1)).toMatchObject({
    kind: 'canceled',
    clientOrderId: replaceOf(ID).clientOrderId,
  });
  expect(world.told().at(-1)).toMatchObject({ execType: 'ACCEPTED', ordStatus: 'PENDING_CANCEL' });
});

it('a cancel that is refused while the venue makes up its mind about the order asks again', async () => {
  const world = await openWorld();
  const shown = world.showAs('PENDING_NEW');
  const asked = vi.spyOn(world.broker, 'cancel');
  asked.mockImplementationOnce(async () => world.refused);
  await world.cancel();
  expect(shown).toHaveBeenCalledTimes(2);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(world.told()).toMatchObject([{ execType: 'ACCEPTED', ordStatus: 'PENDING_CANCEL' }]);
});

it('a refused cancel of an order that stays open is rejected in the venue’s words, with its state', async () => {
  const world = await openWorld();
  vi.spyOn(world.broker, 'cancel').mockImplementation(async () => world.refused);
  await world.cancel();
  const reason = { code: 'VENUE_REJECTED', text: '42210000: not now' };
  expect(world.told()).toMatchObject([
    { execType: 'CANCEL_REJECTED', ordStatus: 'NEW', reason },
    { execType: 'REJECTED', ordStatus: 'REJECTED', reason },
  ]);
  expect(world.broker.cancel).toHaveBeenCalledTimes(1);
});

it('a refusal after an unanswered request is no proof: it is held when the order stays as it is', async () => {
  const world = await openWorld();
  const { evidence } = world.refused;
  vi.spyOn(world.broker, 'cancel')
    .mockImplementation(async () => world.refused)
    .mockImplementationOnce(async () => ({ kind: 'unknown', text: 'timed out', evidence }));
  await world.cancel();
  expect(world.told()).toMatchObject([{ execType: 'HELD', reason: { code: 'FATE_UNKNOWN' } }]);
});

it('a refusal is told without a state when the venue shows the order no more', async () => {
  const world = await openWorld();
  const { evidence } = world.refused;
  vi.spyOn(world.broker, 'cancel').mockImplementation(async () => {
    vi.spyOn(world.broker, 'findByClientOrderId').mockImplementation(async () => {
      return { kind: 'unknown', text: 'timed out', evidence };
    });
    return world.refused;
  });
  await world.cancel();
  expect(world.told()).toMatchObject([{ execType: 'REJECTED', ordStatus: 'REJECTED' }]);
});
