import { z } from 'zod';
import { accountIdSchema, strategyIdSchema, symbolSchema } from '../identifiers.ts';

/** What a kill switch stops: everything, or the orders of one account, strategy or symbol. */
export const killScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('global') }),
  z.strictObject({ kind: z.literal('account'), accountId: accountIdSchema }),
  z.strictObject({ kind: z.literal('strategy'), strategyId: strategyIdSchema }),
  z.strictObject({ kind: z.literal('symbol'), symbol: symbolSchema }),
]);
export type KillScope = z.output<typeof killScopeSchema>;

/** Whose orders limits hold for; `account-strategy` is one strategy on one account. */
export const limitsScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('account'), accountId: accountIdSchema }),
  z.strictObject({ kind: z.literal('strategy'), strategyId: strategyIdSchema }),
  z.strictObject({
    kind: z.literal('account-strategy'),
    accountId: accountIdSchema,
    strategyId: strategyIdSchema,
  }),
]);
export type LimitsScope = z.output<typeof limitsScopeSchema>;

/** A scope in one word, for keys and for people: `global`, `account/ACC-1`, `account/ACC-1/strategy/MOM`. */
export function scopeText(scope: KillScope | LimitsScope): string {
  switch (scope.kind) {
    case 'global':
      return 'global';
    case 'account':
      return `account/${scope.accountId}`;
    case 'strategy':
      return `strategy/${scope.strategyId}`;
    case 'symbol':
      return `symbol/${scope.symbol}`;
    case 'account-strategy':
      return `account/${scope.accountId}/strategy/${scope.strategyId}`;
  }
}
