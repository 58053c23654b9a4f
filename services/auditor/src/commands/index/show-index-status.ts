import { statSync } from 'node:fs';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { factsText } from '../../command-line/table.ts';
import { logRange } from '../../kafka/log-range.ts';
import { tailOf } from '../../order-index/index-tails.ts';
import { openExistingIndex } from '../../order-index/open-order-index.ts';
import { INTENTS, OUTCOMES } from '../../order-index/order-index.ts';
import { isSameTopic } from '../../order-index/same-topic.ts';
import { recordsIn } from '../../trace/records-in.ts';

const optionsSchema = z.object({ ...jsonOption, index: z.string().min(1).optional() });
const MEBIBYTE = 1024 * 1024;

/** How far the index reaches, and how far the topics went on since. */
export async function showIndexStatus(
  { terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const report = createReport(terminal, options.json);
  const opened = system();
  const { connection, topics } = opened;
  const file = options.index ?? opened.indexPlace;
  using index = openExistingIndex(file, opened);
  if (index === null) {
    report.document({ file, exists: false });
    report.say(`There is no index ${file}; "index build" makes one.`);
    return EXIT.refused;
  }
  const both = [
    { topic: INTENTS, name: topics.intents },
    { topic: OUTCOMES, name: topics.outcomes },
  ];
  const reach = await Promise.all(
    both.map(async ({ topic, name }) => {
      const range = await logRange(connection, name);
      const isSame = await isSameTopic(connection, range, index.progress(topic));
      const total = recordsIn(range);
      return {
        name,
        isSame,
        total,
        behind: isSame ? recordsIn(tailOf(range, index, topic)) : total,
      };
    }),
  );
  const bytes = statSync(file).size;
  const mentions = index.count();
  report.document({ file, exists: true, bytes, mentions, topics: reach });
  const facts = reach.map(({ name, isSame, total, behind }): [string, string] => {
    if (!isSame) return [name, 'was made anew since: "index build" begins it from nothing'];
    return [
      name,
      `${total - behind} of ${total} records${behind === 0 ? '' : `, ${behind} behind`}`,
    ];
  });
  const size = `${(bytes / MEBIBYTE).toFixed(1)} MiB, ${mentions} places`;
  report.say(factsText([['file', file], ['size', size], ...facts], report.columns));
  return EXIT.done;
}
