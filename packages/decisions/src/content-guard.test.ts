import type { ClientOrderId } from '@orderonce/contracts';
import { loadIdempotencyConfig } from '@orderonce/idempotency';
import { expect, it } from 'vitest';
import { createContentGuard, createContentKeys } from './content-guard.ts';
import { cancelOf, closeAll, intent, replaceOf } from './testing/intents.ts';

const TARGET = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;
const INTENTS = [
  intent(),
  intent({ orderType: 'LIMIT', limitPrice: '178.50', occurrence: 2 }),
  replaceOf(TARGET),
  closeAll(),
  cancelOf(TARGET),
];

it.each(['suppress', 'hold', 'allow'])(
  'gives the keys that are claimed, by the policy %s',
  (policy) => {
    const config = loadIdempotencyConfig(
      `idempotency: { behavior: { contentDuplicates: ${policy} } }`,
    );
    const guard = createContentGuard(config, (makeKey) => makeKey());
    const keys = INTENTS.map(createContentKeys(config));
    expect(keys).toEqual(INTENTS.map((one) => guard.claimFor(one)?.key));
    expect(keys.filter((key) => key !== undefined)).toHaveLength(policy === 'allow' ? 0 : 4);
  },
);
