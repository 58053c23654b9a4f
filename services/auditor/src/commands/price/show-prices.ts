import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { tableText } from '../../command-line/table.ts';
import { ageText } from '../../command-line/time-text.ts';
import { readStanding } from '../../control/read-standing.ts';

/** The reference prices that stand, and how old they are: from some age on executors take them for none. */
export async function showPrices(
  { clock, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const { json } = readInput(z.object(jsonOption), given);
  const report = createReport(terminal, json);
  const state = await readStanding(system(), report);
  const referencePrices = state
    .standing('reference-price')
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  report.document({ referencePrices });
  if (referencePrices.length === 0) report.say('No reference price is set.');
  else {
    const nowMs = clock.nowMs();
    const rows = referencePrices.map(({ symbol, price, atMs }) => [
      symbol,
      price,
      `${ageText(nowMs - atMs)} ago`,
    ]);
    report.say(tableText(['SYMBOL', 'PRICE', 'SET'], rows, report.columns));
  }
  return EXIT.done;
}
