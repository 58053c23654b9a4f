import { isUtf8 } from 'node:buffer';
import { type DeadLetterStory, type Problem, printable } from '@orderonce/contracts';
import pc from 'picocolors';
import { factsText, tableText } from '../../command-line/table.ts';
import { momentText } from '../../command-line/time-text.ts';
import { type FoundLetter, placeText } from '../../dlq/found-letter.ts';
import { type Redriven, redrivenAtText } from '../../dlq/redriven.ts';

const MAX_BODY_LENGTH = 4000;
const MAX_TEXT_LENGTH = 500;

/** `quantity must be greater than 0`; of the whole, the rule alone. */
export function problemText({ path, rule }: Problem): string {
  return printable(path === '' ? rule : `${path} ${rule}`, MAX_TEXT_LENGTH);
}

/** Where a record stood before it was set aside. */
function originText({ topic, partition, offset }: DeadLetterStory): string {
  return `${topic} ${placeText({ partition, offset })}`;
}

/** All that a letter tells, its bytes as far as they can be shown. */
export function letterText(letter: FoundLetter, nowMs: number, columns: number): string {
  const { story, readable, key } = letter;
  const { value } = story;
  const facts = factsText(
    [
      ['set aside', momentText(story.atMs, nowMs)],
      ['stood on', originText(story)],
      ['logged', momentText(story.logTimeMs, nowMs)],
      ['reason', story.reason],
      ['order', readable.clientOrderId],
      ['account', readable.accountId],
      ['symbol', readable.symbol],
      ['key', key === null ? '(none)' : printable(key.toString('utf8'), MAX_TEXT_LENGTH)],
      ['headers', headersText(story.headers)],
      ['bytes', value === null ? '(no value)' : sizeText(value)],
      ['sha256', value?.sha256],
    ],
    columns,
  );
  return `${pc.bold(pc.yellow(`DEAD LETTER ${placeText(letter)}`))}\n${facts}`;
}

export function problemsText(problems: readonly Problem[], columns: number): string {
  const rows = problems.map(({ path, rule }) => [
    path === '' ? '(all of it)' : printable(path),
    printable(rule, MAX_TEXT_LENGTH),
  ]);
  return `\n${tableText(['FIELD', 'PROBLEM'], rows, columns)}`;
}

/** The bytes as text, in which nothing can move a cursor. */
export function bodyText({ value }: FoundLetter): string {
  if (value === null || value.length === 0) return '';
  const text = value.toString('utf8');
  const note = isUtf8(value) ? '' : pc.yellow('\nNot UTF-8; --json has the bytes as base64.');
  const rest = text.length - MAX_BODY_LENGTH;
  const more =
    rest > 0 ? pc.dim(`\n… ${rest} more characters; --json has the bytes as base64.`) : '';
  return `\n${printable(text, MAX_BODY_LENGTH)}${note}${more}`;
}

/** Empty when it was not. */
export function redrivesText(redrives: readonly Redriven[], nowMs: number): string {
  return redrives
    .map((one) => {
      const { atMs, who, why } = one;
      const by = `${printable(who)}: ${printable(why, MAX_TEXT_LENGTH)}`;
      return `Redriven ${momentText(atMs, nowMs)} to ${redrivenAtText(one)} by ${by}`;
    })
    .join('\n');
}

function headersText(headers: DeadLetterStory['headers']): string | undefined {
  if (headers === null) return '(too many to keep)';
  const entries = Object.entries(headers);
  if (entries.length === 0) return undefined;
  return entries
    .map(([name, value]) => `${printable(name)}: ${printable(value, MAX_TEXT_LENGTH)}`)
    .join('; ');
}

function sizeText({ bytes, isCut }: NonNullable<DeadLetterStory['value']>): string {
  return isCut ? `${bytes}, of which the letter holds the beginning` : String(bytes);
}
