import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { replayTopics } from '../../replay/replay-topics.ts';
import { selectRange } from '../../replay/select-range.ts';
import { replayInto } from './replay-into.ts';
import { replayOptions, selectionOf } from './replay-options.ts';
import { countsText, differencesText } from './replay-text.ts';

/**
 * Asks every decision again that was made about the selected intents, and tells where the record says something else;
 * or writes them to another topic.
 */
export async function replay(context: CommandContext, given: GivenOptions): Promise<ExitCode> {
  const options = readInput(replayOptions, given);
  const { clock, progress, terminal } = context;
  const report = createReport(terminal, options.json);
  const { into } = options;
  if (into !== undefined) return replayInto(context, { ...options, into }, report);
  const system = context.system();
  const beganMs = clock.monotonicMs();
  const selection = selectionOf(options, clock.nowMs());
  const range = await selectRange(system.connection, system.topics.intents, selection);
  const { account, symbol, strategy, twice: isTwice } = options;
  const wanted = { account, symbol, strategy };
  const replayed = await replayTopics(system, progress, { range, wanted, isTwice });
  report.document({ ...replayed, tookMs: Math.round(clock.monotonicMs() - beganMs) });
  report.say(countsText(replayed));
  report.say(`\n${differencesText(replayed, report.columns)}`);
  const isClean = replayed.findings.differenceCount === 0 && replayed.isSameTwice !== false;
  return isClean ? EXIT.done : EXIT.found;
}
