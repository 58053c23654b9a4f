import type { Limits } from '@orderonce/contracts';
import { limits } from '../../testing/control-records.ts';

const SCOPES = {
  account: { kind: 'account', accountId: 'ACC-1' },
  strategy: { kind: 'strategy', strategyId: 'MOM' },
  'account-strategy': { kind: 'account-strategy', accountId: 'ACC-1', strategyId: 'MOM' },
} as const;

/** Limits as a person set them, for the account and the strategy of the intents under test unless given. */
export function saidLimits(
  rules: Record<string, unknown>,
  scope: keyof typeof SCOPES | Limits['scope'] = 'account',
): Limits {
  return limits(typeof scope === 'string' ? SCOPES[scope] : scope, rules);
}
