import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { hasIndexFile, removeIndexFile } from '../../order-index/index-file.ts';

const optionsSchema = z.object({ ...jsonOption, index: z.string().min(1).optional() });

/** Deletes the index; a file that is none of ours stays. */
export async function removeIndex(
  { terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const report = createReport(terminal, options.json);
  const file = options.index ?? system().indexPlace;
  const exists = hasIndexFile(file);
  if (exists) removeIndexFile(file);
  report.document({ file, removed: exists });
  report.say(exists ? `Removed ${file}.` : `There is no index ${file}.`);
  return EXIT.done;
}
