import { describe, expect, test } from 'vitest';
import { type Campaign, type CampaignOptions, runCampaign } from './campaign.ts';
import { acceptedShare, replayCommand } from './summarize.ts';
import { FAULT_RATES, type Fault } from './world/weather.ts';

/** 24 500 intents in all; each with the faults that it leaves out. */
const CAMPAIGNS: readonly (readonly [string, CampaignOptions, readonly Fault[]])[] = [
  [
    'on a venue that refuses repeats',
    { seed: 1, intents: 8000, repeatedClientOrderId: 'refused-for-ever' },
    ['store emptied'],
  ],
  [
    'on a venue that accepts repeats',
    { seed: 13, intents: 8000, repeatedClientOrderId: 'accepted' },
    ['stalled between permission and send', 'store emptied'],
  ],
  [
    'with claims in memory while the store is away',
    { seed: 3, intents: 4000, repeatedClientOrderId: 'refused-for-ever', onStoreLoss: 'degrade' },
    ['refused now, not always', 'store emptied'],
  ],
  [
    'on a venue that refuses repeats, with a store that is emptied now and then',
    { seed: 5, intents: 1500, repeatedClientOrderId: 'refused-for-ever', losesStore: true },
    [],
  ],
  [
    'on a venue that accepts repeats, with a store that is emptied now and then',
    { seed: 5, intents: 1500, repeatedClientOrderId: 'accepted', losesStore: true },
    [],
  ],
  [
    'with claims in memory while the store is away, and a store that comes back empty',
    {
      seed: 6,
      intents: 1500,
      repeatedClientOrderId: 'refused-for-ever',
      onStoreLoss: 'degrade',
      losesStore: true,
    },
    [],
  ],
];
const CAMPAIGN_TIMEOUT_MS = 120_000;
/** Where nothing may be sent again, each order in doubt is looked for through the window, one after the other. */
const restLimitMs = ({ losesStore, repeatedClientOrderId }: CampaignOptions) =>
  losesStore && repeatedClientOrderId === 'accepted' ? 300_000 : 60_000;

describe.each(CAMPAIGNS)(
  'executors in one process, under every fault, %s',
  (_where, options, left) => {
    let campaign: Campaign;

    test(
      'break no promise',
      async () => {
        campaign = await runCampaign(options);
        expect(campaign.violations, replayCommand(options)).toEqual([]);
      },
      CAMPAIGN_TIMEOUT_MS,
    );

    test('meet each fault, copies, used ids and poison, and rebalance all the while', () => {
      const missed = (Object.keys(FAULT_RATES) as Fault[]).filter(
        (fault) => !campaign.struck.has(fault),
      );
      if (options.losesStore) expect(missed).not.toContain('store emptied');
      else expect(missed).toEqual(left);
      const { sent } = campaign;
      expect(sent.first).toBe(options.intents);
      expect(sent.copies).toBeGreaterThan(options.intents * 0.15);
      expect(campaign.history.deadLetters.length).toBeGreaterThan(0);
      expect(outcomes('DUPLICATE')).toBeGreaterThan(options.intents * 0.1);
      expect(outcomes('REFUSED') > 0).toBe(sent.otherPayloads > 0);
      expect(campaign.rebalances).toBeGreaterThan(options.intents * 0.01);
      // With some seeds (2 and 14 on a venue that accepts repeats) one partition is handed on so often that an order in
      // doubt is never looked for to the end before the calm: nothing is broken then, and less is shown.
      expect(campaign.openAtCalm).toBeLessThan(options.intents * 0.25);
    });

    test('come to rest in time after the last fault', () => {
      expect(campaign.settledAfterMs).not.toBeNull();
      expect(campaign.settledAfterMs).toBeLessThan(restLimitMs(options));
    });

    test('get the valid orders accepted', () => {
      const share = options.repeatedClientOrderId === 'accepted' ? 0.8 : 0.95;
      expect(acceptedShare(campaign)).toBeGreaterThanOrEqual(share);
    });

    const outcomes = (execType: string) =>
      campaign.history.outcomes.filter(({ outcome }) => outcome.execType === execType).length;
  },
);

test('one seed is one history, and another seed is another', async () => {
  const options = { intents: 300, repeatedClientOrderId: 'refused-for-ever' } as const;
  const first = await runCampaign({ ...options, seed: 11 });
  const again = await runCampaign({ ...options, seed: 11 });
  const other = await runCampaign({ ...options, seed: 12 });
  expect(again.hash).toBe(first.hash);
  expect(other.hash).not.toBe(first.hash);
});
