import { scopeText } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { tableText } from '../../command-line/table.ts';
import { ageText } from '../../command-line/time-text.ts';
import { readStanding } from '../../control/read-standing.ts';
import { hasRules, rulesText } from './limit-rules.ts';

/** The limits that stand, with who set them and why. */
export async function showLimits(
  { clock, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const { json } = readInput(z.object(jsonOption), given);
  const report = createReport(terminal, json);
  const state = await readStanding(system(), report);
  const limits = state
    .standing('limits')
    .filter(hasRules)
    .sort((a, b) => (scopeText(a.scope) < scopeText(b.scope) ? -1 : 1));
  report.document({ limits });
  if (limits.length === 0) report.say('No limits are set.');
  else {
    const rows = limits.map((one) => [
      scopeText(one.scope),
      one.who,
      `${ageText(clock.nowMs() - one.atMs)} ago`,
      `${rulesText(one)} (${one.why})`,
    ]);
    report.say(tableText(['SCOPE', 'SET BY', 'WHEN', 'LIMITS'], rows, report.columns));
  }
  return EXIT.done;
}
