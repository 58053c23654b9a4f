import { expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const INTENTS = 800;
const TIMEOUT_MS = 60_000;

test.each(PLANTED_BUGS)(
  'the judge sees a planted bug: $name',
  async (bug) => {
    expect(await unseenInvariants(bug)).toEqual([]);
  },
  TIMEOUT_MS,
);

/** What the bug should break and did not, over a few seeds at most. */
async function unseenInvariants({ repeatedClientOrderId, plant, breaks }: PlantedBug) {
  let unseen = breaks;
  for (const seed of SEEDS) {
    const options = { seed, intents: INTENTS, repeatedClientOrderId };
    const { violations } = await runCampaign({ ...options, ports: plant() });
    const broken = new Set(violations.map(({ invariant }) => invariant));
    unseen = unseen.filter((invariant) => !broken.has(invariant));
    if (unseen.length === 0) break;
  }
  return unseen;
}
