import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { buildIndex } from '../../order-index/build-index.ts';
import { openOrderIndex } from '../../order-index/open-order-index.ts';

const optionsSchema = z.object({ ...jsonOption, index: z.string().min(1).optional() });

/** Makes the index of orders, or brings it up to what stands on the topics now. */
export async function buildOrderIndex(
  { clock, progress, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const report = createReport(terminal, options.json);
  const opened = system();
  const file = options.index ?? opened.indexPlace;
  using index = openOrderIndex(file, opened);
  const startedMs = clock.monotonicMs();
  const { records } = await buildIndex(index, opened, {
    progress,
    onMadeAnew: (topic) =>
      report.warn(`${topic} was made anew since it was indexed: its part begins from nothing`),
  });
  const tookMs = clock.monotonicMs() - startedMs;
  const perSecond = tookMs === 0 ? 0 : Math.round((1000 * records) / tookMs);
  report.document({ file, records, tookMs, perSecond });
  report.say(
    records === 0
      ? `${file} is up to date.`
      : `Indexed ${records} records in ${(tookMs / 1000).toFixed(1)} s, ${perSecond} a second, in ${file}`,
  );
  return EXIT.done;
}
