import { REPEATED_CLIENT_ORDER_ID } from '@orderonce/brokers';
import { intent } from '@orderonce/decisions/testing';
import { describe, expect, it } from 'vitest';
import { createWorld, recordOf, run } from '../testing/executor-under-test.ts';

const ID_FORMATS = [
  { maxLength: 128, charset: 'printable' },
  { maxLength: 32, charset: 'letters-and-digits' },
] as const;
const VENUES = REPEATED_CLIENT_ORDER_ID.flatMap((repeatedClientOrderId) =>
  [true, false].flatMap((lookUpByClientOrderId) =>
    ID_FORMATS.map((clientOrderId) => ({
      ...{ repeatedClientOrderId, lookUpByClientOrderId, clientOrderId },
    })),
  ),
);
const { clientOrderId: ID } = intent();

type Lost = 'nothing' | 'answer' | 'request';

/** The end of an order of which something was lost, and how many orders there are then. */
function expected(venue: (typeof VENUES)[number], lost: Lost) {
  const orders = lost === 'request' ? 0 : 1;
  if (lost === 'nothing') return { verdict: 'ACCEPTED', orders };
  const asksBySending = venue.repeatedClientOrderId === 'refused-for-ever';
  if (asksBySending && lost === 'request') return { verdict: 'ACCEPTED', orders: 1 };
  // Sent again it is refused, which proves that it exists, but not that it is ours.
  const isSeen = venue.lookUpByClientOrderId && lost === 'answer';
  return { verdict: isSeen ? 'ACCEPTED' : 'HELD', orders };
}

describe.each(VENUES)('at a venue with %j', (capabilities) => {
  it.each(['nothing', 'answer', 'request'] as const)(
    'one intent is one order or a hold when what is lost is: %s',
    async (lost) => {
      const world = createWorld({ capabilities });
      if (lost !== 'nothing') world.broker.script({ kind: `${lost}-lost` });
      await run(world.startExecutor(), recordOf(intent()));
      await run(world.startExecutor(), recordOf(intent()));

      const { verdict, orders } = expected(capabilities, lost);
      expect(world.acceptances()).toHaveLength(orders);
      const [last, ...others] = world
        .outcomes()
        .filter(({ execType }) => execType !== 'ATTEMPTED')
        .reverse();
      expect(last).toMatchObject({ execType: verdict, clientOrderId: ID });
      expect(others.every(({ outcomeId }) => outcomeId === last?.outcomeId)).toBe(true);
      if (capabilities.repeatedClientOrderId !== 'refused-for-ever')
        expect(world.posts().length).toBeLessThanOrEqual(1);
    },
  );
});
