import { type ClientOrderId, isClientOrderId, type Outcome } from '@orderonce/contracts';

export const GROUPINGS = ['strategy', 'session', 'account'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What did not come through here, or cannot be read so far. */
const NO_GROUP = '(none)';

/** The group of an intent or an outcome. An id names its strategy and session, so whoever tells of it need not. */
export function groupOf(
  { clientOrderId, accountId }: Pick<Outcome, 'clientOrderId' | 'accountId'>,
  by: Grouping,
): string {
  if (by === 'account') return accountId ?? NO_GROUP;
  if (clientOrderId === undefined || !isClientOrderId(clientOrderId)) return NO_GROUP;
  return by === 'strategy' ? strategyOf(clientOrderId) : sessionOf(clientOrderId);
}

function strategyOf(id: ClientOrderId): string {
  return id.slice(0, id.indexOf('-'));
}

/** `MOM-1RV4K2`: a session is one of a strategy. */
function sessionOf(id: ClientOrderId): string {
  return id.slice(0, id.indexOf('-', id.indexOf('-') + 1));
}
