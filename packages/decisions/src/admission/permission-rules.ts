import { scopeText } from '@orderonce/contracts';
import type { Rule } from './rule.ts';
import { shortList } from './short-list.ts';

export const deniesKilled: Rule = (intent, { control }) => control.killSwitch(intent);

/** Who is not on the account's list may not trade on it; an empty list is nobody. */
export const deniesStrategy: Rule = (intent, { control }) => {
  for (const { allowedStrategyIds, scope } of control.limitsOn(intent)) {
    if (allowedStrategyIds === undefined || allowedStrategyIds.includes(intent.strategyId))
      continue;
    const allowed = allowedStrategyIds.length === 0 ? 'nobody' : shortList(allowedStrategyIds);
    return {
      code: 'STRATEGY_NOT_ALLOWED',
      text: `allowedStrategyIds of ${scopeText(scope)} is ${allowed}, and the strategy is ${intent.strategyId}`,
    };
  }
  return null;
};

/** What becomes of a held order decides what the next one on its instrument should be. */
export const deniesHeldInstrument: Rule = ({ accountId, symbol }, { control }) => {
  const held = control.heldOn(accountId, symbol);
  return held.length === 0
    ? null
    : {
        code: 'INSTRUMENT_HELD',
        text: `${symbol} on ${accountId} waits until a person resolves what is held: ${shortList(held)}`,
      };
};
