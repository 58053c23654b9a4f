import { type Intent, type Outcome, type Problem, printable } from '@orderonce/contracts';
import pc from 'picocolors';
import { tableText } from '../../command-line/table.ts';
import { ageText } from '../../command-line/time-text.ts';
import type { Corrected } from '../../dlq/correct-intent.ts';
import { problemText } from './letter-text.ts';

const MAX_TEXT_LENGTH = 500;
/** What executors deny unless they are told otherwise (`EXECUTOR_MAX_INTENT_AGE_MS`). */
const USUAL_MAX_AGE_MS = 60_000;

export function problemLines(problems: readonly Problem[]): string[] {
  return problems.map((problem) => `  ${problemText(problem)}`);
}

/** What is about to be published, and where it is not what the letter says. */
export function publishedText(
  { bytes, changes, intent }: Extract<Corrected, { readonly ok: true }>,
  columns: number,
): string {
  const head = `${pc.bold(`REDRIVE ${intent.clientOrderId}`)}\n${printable(bytes.toString('utf8'), 4000)}`;
  if (changes.length === 0) return `${head}\n\nThe body is the letter's own.`;
  const rows = changes.map(({ field, before, after }) => [
    printable(field),
    valueText(before),
    valueText(after),
  ]);
  return `${head}\n\n${tableText(['FIELD', 'IN THE LETTER', 'NOW'], rows, columns)}`;
}

/** Null when no executor would find it too old, as far as can be told from here. */
export function staleText({ createdAtMs, kind }: Intent, nowMs: number): string | null {
  const ageMs = nowMs - createdAtMs;
  if (ageMs <= USUAL_MAX_AGE_MS || kind === 'cancel') return null;
  return (
    `The intent was created ${ageText(ageMs)} ago: executors deny what is older than ` +
    'EXECUTOR_MAX_INTENT_AGE_MS. "--set createdAtMs=now" says that it is wanted now.'
  );
}

/** A copy of what has its answer changes nothing, and that is no failure. */
export function isTaken({ execType }: Outcome): boolean {
  return execType === 'ACCEPTED' || execType === 'DUPLICATE';
}

export function answerText(answer: Outcome | undefined, waitMs: number): string {
  if (answer === undefined)
    return pc.yellow(`No answer within ${waitMs / 1000} s. The intent stays and will be answered.`);
  const { execType, ordStatus, reason, brokerOrderId } = answer;
  const because =
    reason === undefined ? '' : `: ${reason.code}, ${printable(reason.text, MAX_TEXT_LENGTH)}`;
  const order = brokerOrderId === undefined ? '' : ` (venue's order ${printable(brokerOrderId)})`;
  switch (execType) {
    case 'ACCEPTED':
      return pc.green(`ACCEPTED${order}`);
    case 'DUPLICATE':
      return `DUPLICATE${order}: this id has its answer already, its status is ${ordStatus}; nothing was sent`;
    case 'REFUSED':
      return pc.red(`REFUSED again${because}`);
    default:
      return pc.red(`${execType}${because}`);
  }
}

function valueText(value: unknown): string {
  return value === undefined ? '(none)' : printable(JSON.stringify(value), MAX_TEXT_LENGTH);
}
