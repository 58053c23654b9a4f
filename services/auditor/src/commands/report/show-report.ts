import { accountIdSchema, strategyIdSchema, symbolSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { csvText } from '../../command-line/csv.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { momentSchema } from '../../command-line/moment.ts';
import { formOptions, oneForm } from '../../command-line/output-form.ts';
import { type GivenOptions, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { tableText } from '../../command-line/table.ts';
import { GROUPINGS } from '../../report/grouping.ts';
import { makeReport } from '../../report/make-report.ts';
import {
  COUNTS_HEAD,
  CSV_NAMES,
  countsRow,
  csvRow,
  LATENCIES_HEAD,
  latencyRows,
} from './report-rows.ts';

const optionsSchema = oneForm(
  z.object({
    ...formOptions,
    by: z.enum(GROUPINGS).default('strategy'),
    from: momentSchema.optional(),
    to: momentSchema.optional(),
    account: accountIdSchema.optional(),
    symbol: symbolSchema.optional(),
    strategy: strategyIdSchema.optional(),
  }),
);

const TOTAL = 'ALL';

/** What was asked for and what came of it, by strategy, session or account. */
export async function showReport(
  { clock, progress, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const report = createReport(terminal, options.json);
  const nowMs = clock.nowMs();
  const { by, from, to, json, csv, ...wanted } = options;
  const limits = { fromMs: from?.(nowMs), toMs: to?.(nowMs) };
  const made = await makeReport(system(), progress, { by, limits, ...wanted });
  const { groups, total, unreadableIntents, unreadableOutcomes } = made;
  if (unreadableOutcomes > 0)
    report.warn(`${unreadableOutcomes} records of the outcomes topic cannot be read`);
  if (csv) {
    terminal.print(csvText(CSV_NAMES, groups.map(csvRow)));
    return EXIT.done;
  }
  report.document({ by, ...limits, ...made });
  if (groups.length === 0) report.say('Nothing stands on the topics in this time.');
  else {
    const all = groups.length === 1 ? groups : [...groups, { ...total, group: TOTAL }];
    const name = by.toUpperCase();
    report.say(tableText([name, ...COUNTS_HEAD], all.map(countsRow), report.columns));
    const latencies = all.flatMap(latencyRows);
    if (latencies.length > 0)
      report.say(`\n${tableText([name, ...LATENCIES_HEAD], latencies, report.columns)}`);
  }
  if (unreadableIntents > 0)
    report.say(`\n${unreadableIntents} records were no readable intent; "dlq list" shows them.`);
  return EXIT.done;
}
