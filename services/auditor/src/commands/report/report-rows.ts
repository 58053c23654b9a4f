import type { Spread } from '../../report/latency-spread.ts';
import type { TallyFigures } from '../../report/tally.ts';

/** A group's figures under its name. */
export type NamedFigures = TallyFigures & { readonly group: string };

export const COUNTS_HEAD = [
  ...['INTENTS', 'COPIES', 'ACCEPTED', 'REJECTED', 'DENIED', 'HELD', 'REFUSED', 'DUPLICATE'],
  ...['FILLS', 'NOTIONAL', 'DENIED FOR'],
];

export function countsRow(figures: NamedFigures): string[] {
  const { group, intents, copies, accepted, rejected, denied, held, refused } = figures;
  const counts = [intents, copies, accepted, rejected, denied, held, refused];
  return [
    group,
    ...[...counts, figures.duplicates, figures.fills].map(String),
    figures.unpricedFills === 0
      ? figures.notional
      : `${figures.notional} (${figures.unpricedFills} fills without a price)`,
    deniedText(figures),
  ];
}

export const LATENCIES_HEAD = ['LATENCY', 'COUNT', 'P50', 'P90', 'P99', 'MAX'];

/** A line for each latency that was ever seen. */
export function latencyRows(figures: NamedFigures): string[][] {
  const spreads: readonly (readonly [string, Spread | null])[] = [
    ['created to verdict', figures.createdToVerdict],
    ['logged to verdict', figures.loggedToVerdict],
    ['submit', figures.submit],
  ];
  return spreads.flatMap(([name, spread]) =>
    spread === null ? [] : [[figures.group, name, ...spreadTexts(spread)]],
  );
}

export const CSV_NAMES = [
  ...['group', 'intents', 'copies', 'accepted', 'rejected', 'denied', 'held', 'refused'],
  ...['duplicates', 'fills', 'notional', 'unpricedFills', 'deniedFor'],
  ...['createdToVerdict', 'loggedToVerdict', 'submit'].flatMap((name) =>
    ['P50Ms', 'P90Ms', 'P99Ms', 'MaxMs'].map((part) => name + part),
  ),
];

export function csvRow(figures: NamedFigures): (string | number | null)[] {
  const { createdToVerdict, loggedToVerdict, submit } = figures;
  return [
    ...[figures.group, figures.intents, figures.copies, figures.accepted, figures.rejected],
    ...[figures.denied, figures.held, figures.refused, figures.duplicates, figures.fills],
    ...[figures.notional, figures.unpricedFills, deniedText(figures)],
    ...[createdToVerdict, loggedToVerdict, submit].flatMap(spreadNumbers),
  ];
}

function deniedText({ deniedBy }: TallyFigures): string {
  return Object.entries(deniedBy)
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
}

function spreadTexts({ count, p50Ms, p90Ms, p99Ms, maxMs }: Spread): string[] {
  return [String(count), ...[p50Ms, p90Ms, p99Ms, maxMs].map((ms) => `${ms} ms`)];
}

function spreadNumbers(spread: Spread | null): (number | null)[] {
  if (spread === null) return [null, null, null, null];
  return [spread.p50Ms, spread.p90Ms, spread.p99Ms, spread.maxMs];
}
