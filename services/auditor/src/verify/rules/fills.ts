import { type Decimal, ZERO } from '@orderonce/contracts';
import type { OrderFile, ToldEnd, ToldTrade } from '../order-file.ts';
import { difference, isMore, isSame, sum } from './amounts.ts';
import { type Court, isBegunBefore } from './court.ts';

/** Invariant 3: each fill goes on where the one before it ended, none goes beyond the order, and its end agrees. */
export function fillsAddUp(order: OrderFile, court: Court): void {
  const { trades, ends } = order;
  if (trades.length === 0 && ends.length === 0) return;
  court.findings.checked('fills');
  // A list of fills may tell two of one moment in either order, and one that it lacked late.
  if (trades.length > 1) trades.sort((a, b) => (isMore(a.cumQty, b.cumQty) ? 1 : -1));
  const base = baseOf(order, court);
  let counted = base;
  for (const trade of trades) {
    goesOn(order, trade, counted, court);
    isOfOrder(order, trade, court);
    counted = trade.cumQty;
  }
  endsAgree(order, trades.length > 0 ? counted : base, court);
  areRightful(order, court);
}

/** Before the first fill: nothing; of a replacement what its chain had filled; null where nobody knows. */
function baseOf(order: OrderFile, court: Court): Decimal | null {
  if (order.copies.length === 0 || isBegunBefore(order, court)) return null;
  if (order.copies[0]?.kind !== 'replace') return ZERO;
  const brokerOrderId = order.trades[0]?.brokerOrderId ?? order.ends[0]?.brokerOrderId;
  const before = brokerOrderId === undefined ? undefined : court.replaced.get(brokerOrderId);
  return before?.ends.find(({ execType }) => execType === 'REPLACED')?.cumQty ?? null;
}

function goesOn(order: OrderFile, trade: ToldTrade, counted: Decimal | null, court: Court): void {
  const before = difference(trade.cumQty, trade.lastQty);
  if (counted !== null && !isSame(before, counted))
    court.findings.add({
      check: 'fills',
      clientOrderId: order.clientOrderId,
      records: [court.outcomeAt(trade.offset)],
      expected: `cumQty ${sum(counted, trade.lastQty)} (${counted} before, and ${trade.lastQty})`,
      found: `cumQty ${trade.cumQty}`,
      sinceMs: trade.logTimeMs,
    });
}

function isOfOrder(order: OrderFile, trade: ToldTrade, court: Court): void {
  const { verdict } = order;
  // What a person adopted or what was corrected may be another order than was asked for.
  const isKnown =
    verdict?.execType === 'ACCEPTED' &&
    verdict.reasonCode === undefined &&
    order.corrections.length === 0;
  const quantity = isKnown ? verdict.quantity : trade.quantity;
  const complain = (expected: string, found: string) =>
    court.findings.add({
      check: 'fills',
      clientOrderId: order.clientOrderId,
      records: [
        ...(isKnown ? [court.outcomeAt(verdict.offset)] : []),
        court.outcomeAt(trade.offset),
      ],
      expected,
      found,
    });
  if (isKnown && trade.side !== verdict.side)
    complain(`side ${verdict.side}`, `side ${trade.side}`);
  if (quantity === undefined) return;
  if (trade.quantity !== undefined && !isSame(trade.quantity, quantity))
    complain(`quantity ${quantity}`, `quantity ${trade.quantity}`);
  else if (isMore(trade.cumQty, quantity))
    complain(`at most ${quantity} filled`, `cumQty ${trade.cumQty}`);
  else if (!isSame(difference(quantity, trade.cumQty), trade.leavesQty))
    complain(`leavesQty ${difference(quantity, trade.cumQty)}`, `leavesQty ${trade.leavesQty}`);
}

function endsAgree(order: OrderFile, filled: Decimal | null, court: Court): void {
  const [end, second] = order.ends;
  if (end === undefined) return;
  const complain = (of: ToldEnd, expected: string, found: string) =>
    court.findings.add({
      check: 'fills',
      clientOrderId: order.clientOrderId,
      records: [court.outcomeAt(of.offset)],
      expected,
      found,
      sinceMs: of.logTimeMs,
    });
  if (second !== undefined) complain(second, `one end, ${end.execType}`, second.execType);
  // A replacement that the venue refused in the end never took over what its chain had filled.
  const isRefused = end.ordStatus === 'REJECTED' && order.trades.length === 0;
  if (filled !== null && !isRefused && !isSame(end.cumQty, filled))
    complain(end, `${end.execType} at cumQty ${filled}, as its trades`, `cumQty ${end.cumQty}`);
  const full = order.trades.find(({ leavesQty }) => isSame(leavesQty, ZERO));
  if (full !== undefined) complain(end, 'no other end once it is filled', end.execType);
}

/** What was rejected or denied has no fills, unless a correction says that it exists after all. */
function areRightful(order: OrderFile, court: Court): void {
  const { verdict, trades, ends, corrections } = order;
  const isRefused = verdict?.execType === 'REJECTED' || verdict?.execType === 'DENIED';
  if (!isRefused || corrections.length > 0) return;
  const shown = trades[0] ?? ends.find(({ ordStatus }) => ordStatus !== 'REJECTED');
  if (shown === undefined) return;
  court.findings.add({
    check: 'fills',
    clientOrderId: order.clientOrderId,
    records: [court.outcomeAt(verdict.offset), court.outcomeAt(shown.offset)],
    expected: `no fills of what was ${verdict.execType}, or a CORRECTION`,
    found: `cumQty ${shown.cumQty}`,
    sinceMs: shown.logTimeMs,
  });
}
