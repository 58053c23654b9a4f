// npm run simulate -- --intents 100000 --seed 7 [--venue accepted] [--on-store-loss degrade] [--empty-store]
//
// The whole executor in this process, under faults by seed; exit code 1 when a promise was broken.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runCampaign } from './campaign.ts';
import { summarize } from './summarize.ts';

const MOST_SHOWN = 10;

const { values } = parseArgs({
  options: {
    intents: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    venue: { type: 'string', default: 'refused-for-ever' },
    'on-store-loss': { type: 'string', default: 'halt' },
    'empty-store': { type: 'boolean', default: false },
  },
});
const parsed = z
  .object({
    intents: z.coerce.number().int().min(1).max(999_999),
    seed: z.coerce.number().int(),
    venue: z.enum(['refused-for-ever', 'accepted']),
    'on-store-loss': z.enum(['halt', 'degrade']),
    'empty-store': z.boolean(),
  })
  .safeParse(values);

if (!parsed.success) {
  console.error(z.prettifyError(parsed.error));
  process.exitCode = 2;
} else {
  const { intents, seed, venue, 'on-store-loss': onStoreLoss } = parsed.data;
  const losesStore = parsed.data['empty-store'];
  const options = { intents, seed, repeatedClientOrderId: venue, onStoreLoss, losesStore };
  const campaign = await runCampaign(options);
  console.log(summarize(campaign));
  for (const violation of campaign.violations.slice(0, MOST_SHOWN)) console.log(violation);
  process.exitCode = campaign.violations.length > 0 || campaign.settledAfterMs === null ? 1 : 0;
}
