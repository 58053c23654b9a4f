import Table from 'cli-table3';
import pc from 'picocolors';
import type { Figures } from './figures.ts';

/** The result of a run for a person: what happened, and what must be zero. */
export function figuresTable(figures: Figures): string {
  const table = new Table({ style: { head: [], border: [], compact: true } });
  const row = (name: string, value: string | number, remark = '') =>
    table.push([name, { content: String(value), hAlign: 'right' }, remark]);
  const must = (name: string, value: string | number, holds: boolean, wanted: string) =>
    row(pc.bold(name), value, holds ? pc.green(`ok, ${wanted}`) : pc.red(`NOT ${wanted}`));
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

  row('strategies, accounts', `${figures.strategies}, ${figures.accounts}`);
  row('intents', figures.intents);
  row('copies published again', figures.copies, percent(figures.copies, figures.intents));
  row('executors killed (SIGKILL)', figures.executorsKilled);
  row("orders in the venue's ledger", figures.venueOrders);
  must(
    'duplicates prevented',
    figures.duplicatesPrevented,
    figures.duplicatesPrevented === figures.copies,
    'every copy',
  );
  row(
    'answers lost after acceptance',
    figures.answersLost,
    percent(figures.answersLost, figures.intents),
  );
  must(
    'of these recovered',
    figures.answersRecovered,
    figures.answersRecovered === figures.answersLost,
    'all',
  );
  must('lost', figures.lost, figures.lost === 0, '0');
  must('twice', figures.twice, figures.twice === 0, '0');
  must(
    'POSTs per order where nothing failed',
    figures.postsPerUntouchedOrder,
    figures.postsPerUntouchedOrder === 1,
    '1',
  );
  must(
    "positions equal to the ledger's",
    `${figures.instruments} of ${figures.instruments}`,
    figures.positionsEqual,
    'equal',
  );
  must("the judge's violations", figures.violations.length, figures.violations.length === 0, '0');
  must(
    "the tracker's state, and the topic folded again",
    figures.statesEqual ? 'one hash' : 'two hashes',
    figures.statesEqual,
    'equal',
  );
  must(
    'orderonce verify',
    figures.isVerified ? 'clean' : 'violations',
    figures.isVerified,
    'clean',
  );
  row('time', `${(figures.durationMs / 1000).toFixed(1)} s`);
  return table.toString();
}
