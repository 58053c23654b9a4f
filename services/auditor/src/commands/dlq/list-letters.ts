import { accountIdSchema, type DeadLetterStory } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { momentSchema } from '../../command-line/moment.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { tableText } from '../../command-line/table.ts';
import { ageText } from '../../command-line/time-text.ts';
import { type FoundLetter, placeText } from '../../dlq/found-letter.ts';
import { readLetters } from '../../dlq/read-letters.ts';
import { letterDocument } from './letter-document.ts';
import { problemText } from './letter-text.ts';

const REASONS = [
  'INVALID_INTENT',
  'UNSUPPORTED_SCHEMA_VERSION',
  'WRONG_PARTITION',
] as const satisfies readonly DeadLetterStory['reason'][];

const optionsSchema = z.object({
  ...jsonOption,
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  account: accountIdSchema.optional(),
  reason: z.enum(REASONS).optional(),
});

/** What was set aside because nobody could use it. */
export async function listLetters(
  { clock, progress, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const report = createReport(terminal, options.json);
  const nowMs = clock.nowMs();
  const { letters, strangers } = await readLetters(system(), progress, {
    fromMs: options.from?.(nowMs),
    toMs: options.to?.(nowMs),
  });
  if (strangers > 0)
    report.warn(`${strangers} records of the topic are no dead letters of ours, and are left out`);
  const { account, reason } = options;
  const wanted = letters.filter(
    ({ readable, story }) =>
      (account === undefined || readable.accountId === account) &&
      (reason === undefined || story.reason === reason),
  );
  report.document({ letters: wanted.map(letterDocument) });
  if (wanted.length === 0) report.say('There are no such dead letters.');
  else {
    const head = ['LETTER', 'WHEN', 'INTENT', 'CLIENT ORDER ID', 'ACCOUNT', 'SYMBOL', 'WHY'];
    const rows = wanted.map((letter) => rowOf(letter, nowMs));
    report.say(tableText(head, rows, report.columns));
    report.say('\n"dlq show <letter>" tells all about one; "dlq redrive <letter>" sends it again.');
  }
  return EXIT.done;
}

function rowOf(letter: FoundLetter, nowMs: number): string[] {
  const { story, readable } = letter;
  const [first, ...more] = story.problems;
  const problem = first === undefined ? '' : `: ${problemText(first)}`;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return [
    placeText(letter),
    `${ageText(nowMs - story.atMs)} ago`,
    placeText(story),
    readable.clientOrderId ?? '',
    readable.accountId ?? '',
    readable.symbol ?? '',
    `${story.reason}${problem}${others}`,
  ];
}
