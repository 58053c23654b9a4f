import type { Rule } from './rule.ts';

export const deniesUnknownAccount: Rule = ({ accountId }, { isAccountKnown }) =>
  isAccountKnown
    ? null
    : { code: 'UNKNOWN_ACCOUNT', text: `no venue is configured for ${accountId}` };
