import type { AccountId, ClientOrderId, ControlRecord, Resolution } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { control, stateOf } from '../../testing/records.ts';
import { findHeld, heldOrders, progressOf, unansweredResolution } from './held-orders.ts';

const ID = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;
const resolution = control('resolution') as Resolution;
const later = control('resolution', { changeId: 'resolution-0002', who: 'bob' }) as Resolution;
const answer = (result: 'done' | 'refused', acknowledges = 'resolution-0001') =>
  control('acknowledgement', { acknowledges, result, text: 'words' });

const held = (...records: readonly ControlRecord['kind'][]) =>
  heldOrders(stateOf(...records.map((kind) => control(kind))));

it('tells what is held, with what people said of it', () => {
  expect(held('hold')).toMatchObject([{ hold: { intent: { clientOrderId: ID } }, resolvings: [] }]);
  expect(held('hold', 'resolution')).toMatchObject([
    { resolvings: [{ resolution: { decision: 'adopt', who: 'ada' }, acknowledgements: [] }] },
  ]);
  expect(held('resolution')).toEqual([]);
});

it('ends a hold with a record without a value', () => {
  const state = stateOf(control('hold'));
  state.take({ ok: true, key: 'hold/acct-1/MOM-1RV4K2-000001-a3f8b2c1', record: null });
  expect(heldOrders(state)).toEqual([]);
});

it('selects by account and symbol', () => {
  const state = stateOf(control('hold'));
  expect(heldOrders(state, { account: 'acct-1' as AccountId })).toHaveLength(1);
  expect(heldOrders(state, { account: 'acct-2' as AccountId })).toEqual([]);
  expect(heldOrders(state, { symbol: 'MSFT' as never })).toEqual([]);
});

it('says which id is not held', () => {
  expect(findHeld(stateOf(), ID, undefined)).toMatchObject({
    kind: 'not-held',
    text: expect.stringContaining(`no order ${ID} is held;`),
  });
  expect(findHeld(stateOf(control('hold')), ID, undefined)).toMatchObject({ kind: 'held' });
});

it('knows a resolution that nobody answered, and one that was', () => {
  const latest = (...records: readonly ControlRecord[]) =>
    heldOrders(stateOf(control('hold'), ...records)).map(unansweredResolution)[0];
  expect(latest()).toBeUndefined();
  expect(latest(resolution)).toEqual(resolution);
  expect(latest(resolution, answer('refused'))).toBeUndefined();
  expect(latest(resolution, answer('refused'), later)).toEqual(later);
});

it('waits for an answer, and notices when another resolution takes its place', () => {
  expect(progressOf(stateOf(), resolution)).toEqual({ kind: 'waiting' });
  expect(progressOf(stateOf(resolution), resolution)).toEqual({ kind: 'waiting' });
  expect(progressOf(stateOf(resolution, later), resolution)).toEqual({
    kind: 'superseded',
    by: later,
  });
  expect(progressOf(stateOf(resolution, later), later)).toEqual({ kind: 'waiting' });
  expect(progressOf(stateOf(resolution, later, answer('done')), resolution)).toMatchObject({
    kind: 'answered',
    acknowledgement: { result: 'done' },
  });
});
