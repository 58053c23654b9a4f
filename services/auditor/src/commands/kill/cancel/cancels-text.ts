import { compare, printable, ZERO } from '@orderonce/contracts';
import pc from 'picocolors';
import { tableText } from '../../../command-line/table.ts';
import { type CancelResult, isAllOver } from './cancel-result.ts';
import { leavesQty, type OpenOrder } from './order-book.ts';

/** What came of every cancel, as a table. */
export function cancelsText(results: readonly CancelResult[], columns: number): string {
  if (results.length === 0) return 'No order is open in the scope.';
  const rows = results.map((result) => [
    result.order.clientOrderId,
    result.order.accountId,
    result.order.symbol,
    orderText(result.order),
    resultText(result),
  ]);
  const table = tableText(['ORDER', 'ACCOUNT', 'SYMBOL', 'WAS OPEN', 'NOW'], rows, columns);
  const summary = isAllOver(results)
    ? pc.green('None of these orders can trade any more.')
    : pc.red('NOT all of these orders are known to be over: look at the venue, or run this again.');
  return `\n${table}\n\n${summary}`;
}

function orderText(order: OpenOrder): string {
  const leaves = leavesQty(order) ?? '?';
  const filled = compare(order.cumQty, ZERO) > 0 ? ` of ${order.quantity ?? '?'}` : '';
  return `${order.side ?? ''} ${leaves}${filled}${order.isInDoubt ? ' in doubt' : ''}`.trim();
}

function resultText({ result, text, cancelId }: CancelResult): string {
  const because = text === undefined ? '' : `: ${printable(text, MAX_TEXT_LENGTH)}`;
  switch (result) {
    case 'CANCELED':
      return pc.green('cancelled');
    case 'FILLED':
      return pc.yellow('filled before the cancel');
    case 'EXPIRED':
      return pc.green('expired');
    case 'REPLACED':
      return pc.green('replaced; the order in its place is cancelled for itself');
    case 'REJECTED':
      return pc.green('never became an order');
    case 'requested':
      return pc.yellow('the venue took the cancel; its end was not seen in time');
    case 'not-done':
      return pc.red(`not cancelled${because}`);
    case 'unanswered':
      return pc.red(`no executor answered ${cancelId} in time`);
  }
}

const MAX_TEXT_LENGTH = 200;
