import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { readLetter } from '../../dlq/read-letters.ts';
import { redrivesOf } from '../../dlq/redriven.ts';
import { letterDocument } from './letter-document.ts';
import { letterPlace } from './letter-options.ts';
import { bodyText, letterText, problemsText, redrivesText } from './letter-text.ts';

const optionsSchema = z.object({ ...jsonOption, letter: letterPlace });

/** All that is known of one dead letter, and whether it was sent again. */
export async function showLetter(
  { clock, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const { letter: place, json } = readInput(optionsSchema, given, ['letter']);
  const report = createReport(terminal, json);
  const reached = system();
  const letter = await readLetter(reached, place);
  const redrives = await redrivesOf(reached, letter);
  report.document({
    letter: {
      ...letterDocument(letter),
      key: letter.key?.toString('base64') ?? null,
      value: letter.value?.toString('base64') ?? null,
    },
    redrives,
  });
  const nowMs = clock.nowMs();
  const texts = [
    letterText(letter, nowMs, report.columns),
    problemsText(letter.story.problems, report.columns),
    bodyText(letter),
    redrives.length === 0 ? '' : `\n${redrivesText(redrives, nowMs)}`,
  ];
  for (const text of texts.filter((one) => one !== '')) report.say(text);
  return EXIT.done;
}
