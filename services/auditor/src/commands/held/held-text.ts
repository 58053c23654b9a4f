import { type Outcome, printable, traceIdOf } from '@orderonce/contracts';
import pc from 'picocolors';
import { factsText, tableText } from '../../command-line/table.ts';
import { ageText, momentText } from '../../command-line/time-text.ts';
import type { HeldOrder, Resolving } from './held-orders.ts';
import { intentText } from './intent-text.ts';

const MAX_TEXT_LENGTH = 300;

/** The intent, where it stands, and why it is held. */
export function heldText({ hold }: HeldOrder, nowMs: number, columns: number): string {
  const { intent, position, reason, heldAtMs } = hold;
  const { topic, partition, offset } = position;
  const { expiresAtMs } = intent;
  const facts = factsText(
    [
      ['order', intentText(intent)],
      ['account', intent.accountId],
      ['symbol', intent.symbol],
      ['strategy', intent.strategyId],
      ['time in force', 'timeInForce' in intent ? intent.timeInForce : undefined],
      ['acts on', 'origClientOrderId' in intent ? intent.origClientOrderId : undefined],
      ['created', momentText(intent.createdAtMs, nowMs)],
      ['expires', expiresAtMs === undefined ? undefined : momentText(expiresAtMs, nowMs)],
      ['held since', momentText(heldAtMs, nowMs)],
      ['reason', `${reason.code}: ${printable(reason.text, MAX_TEXT_LENGTH)}`],
      ['stands on', `${topic}, partition ${partition}, offset ${offset}`],
      ['trace', traceIdOf(intent.orderUuid)],
    ],
    columns,
  );
  return `${pc.bold(pc.yellow(`HELD ${intent.clientOrderId}`))}\n${facts}`;
}

/** Who resolved it and what came of that. */
export function resolvingsText({ resolvings }: HeldOrder, nowMs: number, columns: number): string {
  if (resolvings.length === 0) return '\nNobody resolved it yet.';
  const rows = resolvings.map((resolving) => {
    const { decision, who, why, atMs } = resolving.resolution;
    return [decision, who, `${ageText(nowMs - atMs)} ago`, `${why}. ${answerText(resolving)}`];
  });
  return `\n${tableText(['RESOLUTION', 'WHO', 'WHEN', 'WHY, AND WHAT CAME OF IT'], rows, columns)}`;
}

/** The order's story as it stands on the outcomes topic, with the exchanges behind each event. */
export function outcomesText(outcomes: readonly Outcome[], columns: number): string {
  if (outcomes.length === 0) return '\nNo outcome of it stands on the topic.';
  const rows = outcomes.flatMap((outcome) => [
    [clockText(outcome.transactTimeMs), outcome.execType, outcome.ordStatus, reasonText(outcome)],
    ...(outcome.evidence ?? []).map(({ atMs, action, result, requestId, latencyMs }) => [
      pc.dim(clockText(atMs)),
      pc.dim(`  ${action}`),
      pc.dim(latencyMs === undefined ? '' : `${Math.round(latencyMs)} ms`),
      pc.dim(
        printable(result, MAX_TEXT_LENGTH) +
          (requestId === undefined ? '' : `, request ${printable(requestId)}`),
      ),
    ]),
  ]);
  return `\n${tableText(['AT (UTC)', 'OUTCOME', 'STATUS', 'WHAT'], rows, columns)}`;
}

function answerText({ acknowledgements }: Resolving): string {
  if (acknowledgements.length === 0) return pc.yellow('No executor answered yet.');
  return acknowledgements
    .map(({ executorId, result, text }) => {
      const word = result === 'done' ? pc.green('done') : pc.red('refused');
      return `${word} by ${executorId}: ${printable(text, MAX_TEXT_LENGTH)}`;
    })
    .join('; ');
}

function reasonText({ reason, brokerOrderId, lastQty, lastPx, cumQty }: Outcome): string {
  const parts = [
    ...(reason === undefined ? [] : [`${reason.code}: ${printable(reason.text, MAX_TEXT_LENGTH)}`]),
    ...(lastQty === undefined ? [] : [`${lastQty} at ${lastPx ?? '?'}, ${cumQty} in all`]),
    ...(brokerOrderId === undefined ? [] : [`venue's order ${printable(brokerOrderId)}`]),
  ];
  return parts.join('; ');
}

function clockText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 23).replace('T', ' ');
}
