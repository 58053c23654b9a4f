import type { OrdStatus } from '@orderonce/contracts';
import pc from 'picocolors';
import { factsText } from '../../command-line/table.ts';
import { ageText, momentText } from '../../command-line/time-text.ts';
import type { OrderStory } from '../../trace/order-story.ts';
import type { OrderSummary } from '../../trace/order-summary.ts';
import { millisecondsText, placeWords, safe } from '../../trace/words.ts';
import { chainText } from './chain-text.ts';
import { timeLineText } from './time-line-text.ts';

/** The facts, the chain where there is one, and the time line. */
export function storyText(
  story: OrderStory,
  looked: readonly string[],
  nowMs: number,
  columns: number,
): string {
  return [
    `${pc.bold(story.id)}  ${stateText(story)}`,
    headText(story, nowMs, columns),
    ...(story.chain.length === 0 ? [] : ['', chainText(story, columns)]),
    '',
    timeLineText(story.timeLine, columns),
    '',
    ...looked.map((where) => pc.dim(`read ${where}`)),
  ].join('\n');
}

function stateText({ orders, intent }: OrderStory): string {
  if (orders.length > 1) return pc.red(`used on ${orders.length} instruments`);
  const [order] = orders;
  if (order?.standing === 'in-doubt') return pc.yellow('HELD, waits for a person');
  if (order?.ordStatus !== undefined) return statusColour(order.ordStatus)(order.ordStatus);
  if (order?.verdict !== undefined)
    return (order.verdict === 'ACCEPTED' ? pc.green : pc.red)(order.verdict);
  return pc.yellow(intent === undefined ? 'nothing but its name is known' : 'no outcome yet');
}

function statusColour(status: OrdStatus): (text: string) => string {
  if (status === 'FILLED' || status === 'NEW' || status === 'PARTIALLY_FILLED') return pc.green;
  return status === 'REJECTED' ? pc.red : pc.yellow;
}

function headText(story: OrderStory, nowMs: number, columns: number): string {
  const { intent, orders, traceId, latencies } = story;
  const [order] = orders;
  const { expiresAtMs } = intent ?? {};
  const whose = orders.map(({ accountId, symbol }) => `${accountId ?? '?'} ${symbol ?? '?'}`);
  const steps = latencies.map(({ step, afterMs }) => `${step} +${stepText(afterMs)}`);
  return factsText(
    [
      ['order', order?.asks],
      ['instrument', textOf(whose.join('; '))],
      ['filled', order && filledText(order)],
      ["venue's id", order?.brokerOrderId === undefined ? undefined : safe(order.brokerOrderId)],
      ['created', intent && momentText(intent.createdAtMs, nowMs)],
      ['expires', expiresAtMs === undefined ? undefined : momentText(expiresAtMs, nowMs)],
      ['stands on', placesText(story)],
      ['steps', textOf(steps.join(', '))],
      ['in doubt', doubtText(story, nowMs)],
      ['held', heldText(story, nowMs)],
      ['trace', traceId],
    ],
    columns,
  );
}

/** As long as milliseconds can be read at a glance. */
const SHORT_MS = 10_000;

function stepText(afterMs: number): string {
  return afterMs < SHORT_MS ? millisecondsText(afterMs) : ageText(afterMs);
}

const textOf = (text: string) => (text === '' ? undefined : text);

function filledText({ cumQty, quantity, avgPx, leavesQty, verdict }: OrderSummary) {
  const isRefused = verdict === 'REJECTED' || verdict === 'DENIED';
  if (cumQty === undefined || (isRefused && cumQty === '0')) return undefined;
  const whole = quantity === undefined ? '' : ` of ${quantity}`;
  const price = avgPx === undefined ? '' : ` at ${avgPx}`;
  const open = leavesQty === undefined || leavesQty === '0' ? '' : `, ${leavesQty} open`;
  return `${cumQty}${whole}${price}${open}`;
}

function placesText({ places }: OrderStory): string | undefined {
  const [first] = places;
  if (first === undefined) return undefined;
  const more = places.length - 1;
  const copies = more === 0 ? '' : ` and ${more} more ${more === 1 ? 'time' : 'times'}`;
  return `${first.topic}, ${placeWords(first)}${copies}`;
}

function doubtText({ doubt }: OrderStory, nowMs: number): string | undefined {
  if (doubt === undefined) return undefined;
  const { fromMs, untilMs, exchanges } = doubt;
  const calls = exchanges === 1 ? 'one call' : `${exchanges} calls`;
  return untilMs === undefined
    ? `for ${ageText(nowMs - fromMs)} now, after ${calls} of the venue`
    : `for ${ageText(untilMs - fromMs)}, settled by ${calls} of the venue`;
}

function heldText({ held }: OrderStory, nowMs: number): string | undefined {
  if (held === undefined) return undefined;
  const { sinceMs, untilMs, resolution } = held;
  const by = resolution === undefined ? '' : `: ${safe(resolution)}`;
  return untilMs === undefined
    ? pc.yellow(`since ${momentText(sinceMs, nowMs)}`)
    : `for ${ageText(untilMs - sinceMs)}${by}`;
}
