import { add, compare, type Decimal, decimal, negate, ZERO } from '@orderonce/contracts';
import { touchedByFaults } from '../../faults/judge/at-most-one-order.ts';
import {
  groupBy,
  ledgerByOrder,
  outcomesByOrder,
  verdictsOf,
} from '../../faults/judge/by-order.ts';
import type { History, Violation } from '../../faults/judge/history.ts';
import { judge } from '../../faults/judge/judge.ts';
import type { Audit } from './audit-run.ts';

/** What a run of the demo came to; counts, and whether the promises held. */
export interface Figures {
  readonly strategies: number;
  readonly accounts: number;
  readonly intents: number;
  readonly copies: number;
  readonly executorsKilled: number;
  readonly venueOrders: number;
  readonly duplicatesPrevented: number;
  readonly answersLost: number;
  readonly answersRecovered: number;
  readonly lost: number;
  readonly twice: number;
  readonly postsPerUntouchedOrder: number;
  readonly positionsEqual: boolean;
  readonly instruments: number;
  readonly violations: readonly Violation[];
  /** What `orderonce verify` said: clean, or what it found. */
  readonly isVerified: boolean;
  /** Whether the tracker's state is what the outcomes add up to when they are read once more. */
  readonly statesEqual: boolean;
  readonly durationMs: number;
}

export type Positions = ReadonlyMap<string, Decimal>;

/** Counts one run. Positions are keyed by `account:symbol`. */
export function figuresOf(
  history: History,
  tracked: Positions,
  audit: Pick<Audit, 'verify' | 'stateHash' | 'trackedStateHash'>,
  durationMs: number,
): Figures {
  const accepted = ledgerByOrder(history.ledger, 'accepted');
  const byOrder = outcomesByOrder(history.outcomes);
  const ids = new Set(history.intents.map(({ intent }) => intent.clientOrderId));
  const lostAnswers = new Set(
    history.ledger
      .filter((entry) => entry.kind === 'post' && entry.fault?.startsWith('answer-lost'))
      .map((entry) => entry.clientOrderId),
  );
  const hasVerdict = (id: string | undefined) => verdictsOf(byOrder.get(id ?? '') ?? []).length > 0;
  const touched = touchedByFaults(history);
  const untouched = [...ledgerByOrder(history.ledger, 'post')].filter(([id]) => !touched.has(id));
  const ledgerPositions = positionsInLedger(history);
  return {
    strategies: new Set(history.intents.map(({ intent }) => intent.strategyId)).size,
    accounts: new Set(history.intents.map(({ intent }) => intent.accountId)).size,
    intents: ids.size,
    copies: history.intents.length - ids.size,
    executorsKilled: history.killsMs.length,
    venueOrders: sum([...accepted.values()].map((entries) => entries.length)),
    duplicatesPrevented: new Set(
      history.outcomes.flatMap(({ outcome }) =>
        outcome.execType === 'DUPLICATE' ? [outcome.outcomeId] : [],
      ),
    ).size,
    answersLost: lostAnswers.size,
    answersRecovered: [...lostAnswers].filter((id) => hasVerdict(id)).length,
    lost: [...ids].filter((id) => !accepted.has(id) && !hasVerdict(id)).length,
    twice: [...accepted.values()].filter((entries) => entries.length > 1).length,
    postsPerUntouchedOrder:
      sum(untouched.map(([, posts]) => posts.length)) / Math.max(1, untouched.length),
    positionsEqual: arePositionsEqual(ledgerPositions, tracked),
    instruments: ledgerPositions.size,
    violations: judge(history),
    isVerified: audit.verify.exitCode === 0,
    statesEqual: audit.stateHash === audit.trackedStateHash,
    durationMs,
  };
}

/** The reasons why a run does not count as good; none is the good answer. */
export function failuresOf(figures: Figures, asked: { readonly intents: number }): string[] {
  const failures = figures.violations.map(
    ({ invariant, clientOrderId, text }) =>
      `invariant ${invariant}${clientOrderId === undefined ? '' : `, ${clientOrderId}`}: ${text}`,
  );
  const require = (holds: boolean, text: string) => {
    if (!holds) failures.push(text);
  };
  require(figures.lost === 0, `${figures.lost} intents were lost`);
  require(figures.twice === 0, `${figures.twice} orders exist twice`);
  require(figures.positionsEqual, "the tracker's positions differ from the ledger's");
  require(figures.statesEqual, "the tracker's state is not what the outcomes add up to");
  require(figures.isVerified, '"orderonce verify" found violations, or could not look');
  require(figures.postsPerUntouchedOrder === 1, 'orders were sent again although nothing failed');
  require(figures.intents === asked.intents, `${figures.intents} of ${asked.intents} intents`);
  // A run in which nothing went wrong has shown nothing.
  require(figures.copies > 0, 'no intent was published twice');
  require(figures.duplicatesPrevented ===
    figures.copies, 'not every copy was answered as a duplicate');
  require(figures.answersLost > 0, 'no answer was lost');
  require(figures.answersRecovered === figures.answersLost, 'a lost answer was not recovered');
  require(figures.executorsKilled > 0, 'no executor was killed');
  require(figures.venueOrders >= figures.intents * 0.95, 'fewer than 95 % became orders');
  return failures;
}

function positionsInLedger({ ledger }: History): Positions {
  const fills = groupBy(ledger, (entry) =>
    entry.kind === 'fill' ? `${entry.accountId}:${entry.symbol}` : undefined,
  );
  return new Map(
    [...fills].map(([instrument, entries]) => [
      instrument,
      entries.reduce((total, { side, quantity }) => {
        const amount = decimal(quantity ?? '0');
        return add(total, side === 'BUY' ? amount : negate(amount));
      }, ZERO),
    ]),
  );
}

function arePositionsEqual(a: Positions, b: Positions): boolean {
  const instruments = new Set([...a.keys(), ...b.keys()]);
  return [...instruments].every((name) => compare(a.get(name) ?? ZERO, b.get(name) ?? ZERO) === 0);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
