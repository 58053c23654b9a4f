import { accountIdSchema, compare, symbolSchema, ZERO } from '@orderonce/contracts';
import type { Exposure } from '@orderonce/positions';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { csvText } from '../../command-line/csv.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { momentSchema } from '../../command-line/moment.ts';
import { formOptions, oneForm } from '../../command-line/output-form.ts';
import { type GivenOptions, readInput } from '../../command-line/read-input.ts';
import { createReport, type Report } from '../../command-line/report.ts';
import { tableText } from '../../command-line/table.ts';
import { momentText } from '../../command-line/time-text.ts';
import { type FoldedOutcomes, foldOutcomes } from '../../positions/fold-outcomes.ts';
import { byInstrument, hasAnything, type PositionRow, positionRow } from './position-row.ts';

const optionsSchema = oneForm(
  z.object({
    ...formOptions,
    asOf: momentSchema.optional(),
    account: accountIdSchema.optional(),
    symbol: symbolSchema.optional(),
  }),
);

/** What every account held at a moment, from the outcomes alone. */
export async function showPositions(
  { clock, progress, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const report = createReport(terminal, options.json);
  const nowMs = clock.nowMs();
  const asOfMs = options.asOf?.(nowMs);
  const folded = await foldOutcomes(system(), progress, asOfMs);
  warnOf(folded, report);
  const { account, symbol } = options;
  const rows = [...folded.book.instruments.values()]
    .filter(
      (one) =>
        (account ?? one.accountId) === one.accountId && (symbol ?? one.symbol) === one.symbol,
    )
    .map(positionRow)
    .filter(hasAnything)
    .sort(byInstrument);
  const { stateHash, count } = folded;
  if (options.csv) {
    terminal.print(csvText(CSV_NAMES, rows.map(csvRow)));
    return EXIT.done;
  }
  report.document({ asOfMs: asOfMs ?? nowMs, outcomes: count, stateHash, positions: rows });
  if (rows.length > 0) report.say(`${tableText(HEAD, rows.map(tableRow), report.columns)}\n`);
  const positions = rows.length === 1 ? '1 position' : `${rows.length} positions`;
  report.say(`${positions} as of ${momentText(asOfMs ?? nowMs, nowMs)}, of ${count} outcomes.`);
  report.say(`State hash, of all orders and positions: ${stateHash}`);
  return EXIT.done;
}

function warnOf({ unreadable, alarms, isBeginningGone }: FoldedOutcomes, { warn }: Report) {
  if (isBeginningGone)
    warn('The oldest outcomes are gone by retention: these are the positions of what is left.');
  const [first] = unreadable;
  if (first !== undefined)
    warn(
      `${unreadable.length} records cannot be read and count for nothing, the first at ${placeOf(first)}`,
    );
  for (const { kind, text, position } of alarms) warn(`${kind} at ${placeOf(position)}: ${text}`);
}

const placeOf = ({
  topic,
  partition,
  offset,
}: {
  topic: string;
  partition: number;
  offset: string;
}) => `${topic} ${partition}:${offset}`;

const HEAD = ['ACCOUNT', 'SYMBOL', 'QUANTITY', 'AVERAGE PRICE', 'REALISED', 'OPEN', 'IN DOUBT'];

function tableRow(row: PositionRow): string[] {
  const unpriced = compare(row.unpricedQty, ZERO) === 0 ? '' : `${row.unpricedQty} without a price`;
  return [
    row.accountId,
    row.symbol,
    row.quantity,
    row.averagePrice ?? unpriced,
    row.realisedProfit ?? '?',
    exposureText(row.open),
    exposureText(row.inDoubt),
  ];
}

function exposureText({ orders, buyQty, sellQty }: Exposure): string {
  if (orders === 0) return '';
  const sides = [
    ...(compare(buyQty, ZERO) === 0 ? [] : [`buy ${buyQty}`]),
    ...(compare(sellQty, ZERO) === 0 ? [] : [`sell ${sellQty}`]),
  ];
  return `${orders}: ${sides.join(', ')}`;
}

const CSV_NAMES = [
  ...['accountId', 'symbol', 'quantity', 'averagePrice', 'realisedProfit', 'unpricedQty'],
  ...['openOrders', 'openBuyQty', 'openSellQty'],
  ...['inDoubtOrders', 'inDoubtBuyQty', 'inDoubtSellQty'],
];

function csvRow({ open, inDoubt, ...row }: PositionRow) {
  return [
    ...[row.accountId, row.symbol, row.quantity, row.averagePrice, row.realisedProfit],
    ...[row.unpricedQty, open.orders, open.buyQty, open.sellQty],
    ...[inDoubt.orders, inDoubt.buyQty, inDoubt.sellQty],
  ];
}
