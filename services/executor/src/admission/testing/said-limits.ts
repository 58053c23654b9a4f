import { type Limits, limitsSchema } from '@orderonce/contracts';

const SCOPES = {
  account: { kind: 'account', accountId: 'ACC-1' },
  strategy: { kind: 'strategy', strategyId: 'MOM' },
  'account-strategy': { kind: 'account-strategy', accountId: 'ACC-1', strategyId: 'MOM' },
} as const;

/** Limits as a person set them, on ACC-1 and MOM unless the scope is given. */
export function saidLimits(
  rules: Readonly<Record<string, unknown>>,
  scope: keyof typeof SCOPES | Limits['scope'] = 'account',
): Limits {
  return limitsSchema.parse({
    schemaVersion: 1,
    kind: 'limits',
    changeId: 'change-0001',
    who: 'ann',
    why: 'a test',
    atMs: 1_760_000_000_000,
    scope: typeof scope === 'string' ? SCOPES[scope] : scope,
    ...rules,
  });
}
