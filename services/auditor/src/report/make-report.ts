import {
  type AccountId,
  decodeIntent,
  decodeOutcome,
  type StrategyId,
  type TradingSymbol,
} from '@orderonce/contracts';
import type { CommandContext, System } from '../command-line/command-context.ts';
import { logRange, type RangeLimits, readRange } from '../kafka/log-range.ts';
import { type Grouping, groupOf } from './grouping.ts';
import { KnownIds } from './known-ids.ts';
import { LogTimes } from './log-times.ts';
import { Tally, type TallyFigures } from './tally.ts';

export interface ReportRequest {
  readonly by: Grouping;
  readonly limits: RangeLimits;
  readonly account?: AccountId | undefined;
  readonly symbol?: TradingSymbol | undefined;
  readonly strategy?: StrategyId | undefined;
}

export interface MadeReport {
  readonly groups: readonly (TallyFigures & { readonly group: string })[];
  readonly total: TallyFigures;
  /** Records that no intent or outcome could be read from. */
  readonly unreadableIntents: number;
  readonly unreadableOutcomes: number;
}

/**
 * What stands on the intents and outcomes topics in a stretch of time, by the log's clock. An outcome that stands
 * there several times is counted once.
 */
export async function makeReport(
  { connection, topics }: System,
  progress: CommandContext['progress'],
  request: ReportRequest,
): Promise<MadeReport> {
  const tallies = new Map<string, Tally>();
  const total = new Tally();
  const logTimes = new LogTimes();
  const unreadable = { intents: 0, outcomes: 0 };
  const talliesOf = (message: Parameters<typeof groupOf>[0]): readonly Tally[] => {
    const group = groupOf(message, request.by);
    const tally = tallies.get(group) ?? new Tally();
    tallies.set(group, tally);
    return [tally, total];
  };

  const orders = new KnownIds();
  const intents = await logRange(connection, topics.intents, request.limits);
  for await (const batch of readRange(connection, intents, progress))
    for (const record of batch) {
      logTimes.note(record);
      const decoded = decodeIntent(record.value);
      if (!decoded.ok) unreadable.intents += 1;
      else if (isWanted(decoded.intent, request)) {
        const { accountId, clientOrderId } = decoded.intent;
        const isCopy = !orders.add(`${accountId}/${clientOrderId}`);
        for (const tally of talliesOf(decoded.intent)) tally.intent(isCopy);
      }
    }

  const events = new KnownIds();
  const outcomes = await logRange(connection, topics.outcomes, request.limits);
  for await (const batch of readRange(connection, outcomes, progress))
    for (const { value, logTimeMs } of batch) {
      const decoded = decodeOutcome(value);
      if (!decoded.ok) {
        unreadable.outcomes += 1;
        continue;
      }
      const { outcome } = decoded;
      const { accountId, outcomeId } = outcome;
      if (!isWanted(outcome, request) || !events.add(`${accountId}/${outcomeId}`)) continue;
      const loggedMs = outcome.intent && logTimes.of(outcome.intent);
      const sinceMs = loggedMs === undefined ? undefined : logTimeMs - loggedMs;
      for (const tally of talliesOf(outcome)) tally.outcome(outcome, sinceMs);
    }

  return {
    groups: Array.from(tallies, ([group, tally]) => ({ group, ...tally.figures() })).sort((a, b) =>
      a.group < b.group ? -1 : 1,
    ),
    total: total.figures(),
    unreadableIntents: unreadable.intents,
    unreadableOutcomes: unreadable.outcomes,
  };
}

function isWanted(
  message: Parameters<typeof groupOf>[0] & { readonly symbol?: TradingSymbol | undefined },
  { account, symbol, strategy }: ReportRequest,
): boolean {
  return (
    (account === undefined || message.accountId === account) &&
    (symbol === undefined || message.symbol === symbol) &&
    (strategy === undefined || groupOf(message, 'strategy') === strategy)
  );
}
