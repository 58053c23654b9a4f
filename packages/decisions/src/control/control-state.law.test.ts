import {
  type ControlRecord,
  controlKey,
  decodeControl,
  killScopeSchema,
  referencePriceSchema,
} from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  acknowledgement,
  GLOBAL,
  hold,
  killSwitch,
  limits,
  resolution,
  resume,
  resumeRequest,
} from '../testing/control-records.ts';
import { intent } from '../testing/intents.ts';
import { ControlState } from './control-state.ts';

/** What a topic may hold under one key, oldest first; null ends it, 'unreadable' is what nobody can read. */
interface History {
  readonly key: string;
  readonly values: readonly (ControlRecord | null | 'unreadable')[];
}

const orders = [
  intent(),
  intent({ symbol: 'TSLA', clientOrderId: 'MOM-1RV4K2-000002-a3f8b2c1' }),
  intent({ accountId: 'ACC-2', clientOrderId: 'MOM-1RV4K2-000003-a3f8b2c1' }),
] as const;
const scopes = [GLOBAL, killScopeSchema.parse({ kind: 'symbol', symbol: 'TSLA' })] as const;
const change = fc.constantFrom('change-1', 'change-2', 'change-3', 'change-4');

function under(
  key: string,
  record: fc.Arbitrary<ControlRecord | null | 'unreadable'>,
): fc.Arbitrary<History> {
  return fc.array(record, { minLength: 1, maxLength: 4 }).map((values) => ({ key, values }));
}

const histories: fc.Arbitrary<History[]> = fc
  .tuple(
    ...scopes.flatMap((scope) => [
      under(
        controlKey(killSwitch(scope)),
        fc.oneof(
          change.map((id) => killSwitch(scope, id)),
          fc.constantFrom(null, 'unreadable' as const),
        ),
      ),
      under(
        controlKey(resumeRequest(scope)),
        fc.tuple(change, change).map((ids) => resumeRequest(scope, ...ids)),
      ),
      under(
        controlKey(resume(scope)),
        fc.tuple(change, change, change).map((ids) => resume(scope, ...ids)),
      ),
    ]),
    ...orders.flatMap((order) => [
      under(controlKey(hold(order)), fc.constantFrom(hold(order), null, 'unreadable' as const)),
      under(
        controlKey(resolution(order)),
        change.map((id) => resolution(order, id)),
      ),
    ]),
    ...['a', 'b'].map((executorId) =>
      under(
        controlKey(acknowledgement(executorId, 'change-1')),
        fc.constantFrom(acknowledgement(executorId, 'change-1'), null),
      ),
    ),
    under(
      'limits/account/ACC-1',
      fc.oneof(
        change.map((id) =>
          limits({ kind: 'account', accountId: 'ACC-1' }, { maxQuantity: '5' }, id),
        ),
        fc.constantFrom(null, 'unreadable' as const),
      ),
    ),
    under(
      'reference-price/AAPL',
      fc.constantFrom('190', '191').map((price) =>
        referencePriceSchema.parse({
          schemaVersion: 1,
          kind: 'reference-price',
          symbol: 'AAPL',
          price,
          atMs: 1_760_000_000_000,
        }),
      ),
    ),
  )
  .chain((all) => fc.subarray(all));

/** One log of all histories: each in its order, mixed as `picks` say. */
function interleaved(all: readonly History[], picks: readonly number[]) {
  const left = all.map(({ key, values }) => values.map((value) => ({ key, value })));
  const log: { key: string; value: History['values'][number] }[] = [];
  for (let turn = 0; left.some((rest) => rest.length > 0); turn += 1) {
    const open = left.filter((rest) => rest.length > 0);
    const next = open[(picks[turn % picks.length] ?? 0) % open.length]?.shift();
    if (next !== undefined) log.push(next);
  }
  return log;
}

/** Compaction takes away any records that have a later one of their key. */
function compacted<Entry extends { key: string }>(
  log: readonly Entry[],
  keeps: readonly boolean[],
) {
  return log.filter(
    ({ key }, at) =>
      (keeps[at % keeps.length] ?? true) || !log.slice(at + 1).some((later) => later.key === key),
  );
}

function whatHolds(log: ReturnType<typeof interleaved>) {
  const state = new ControlState();
  for (const { key, value } of log) {
    const bytes = value === 'unreadable' ? '{' : value === null ? null : JSON.stringify(value);
    state.apply(decodeControl(Buffer.from(key), bytes === null ? null : Buffer.from(bytes)));
  }
  const ids = (changes: readonly { readonly changeId: string; readonly kind: string }[]) =>
    changes.map(({ kind, changeId }) => `${kind} ${changeId}`).sort();
  return {
    isKilled: orders.map((order) => state.killSwitch(order) !== null),
    engaged: state.killSwitchesEngaged,
    held: orders.map(({ accountId, symbol }) => state.heldOn(accountId, symbol)),
    instrumentsHeld: state.instrumentsHeld,
    limits: orders.map((order) => state.limitsOn(order)),
    price: state.referencePrice(orders[0].symbol),
    inForce: ids(state.changesInForce()),
    unanswered: state
      .unansweredResolutions()
      .map(({ resolution, hold }) => `${resolution.changeId} ${hold?.intent.clientOrderId}`)
      .sort(),
    isAnswered: ['a', 'b'].map((executorId) => state.hasAcknowledged(executorId, 'change-1')),
  };
}

test('what holds depends on the last record of each key and on nothing else', () => {
  const picks = fc.array(fc.nat(100), { minLength: 1, maxLength: 30 });
  const keeps = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(histories, picks, picks, keeps, (all, picksA, picksB, kept) => {
      const whole = whatHolds(interleaved(all, picksA));
      expect(whatHolds(compacted(interleaved(all, picksB), kept))).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});
