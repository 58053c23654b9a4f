import type { ClientOrderId } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext, System } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import type { ShowProgress } from '../../command-line/progress.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport, type Report } from '../../command-line/report.ts';
import { gatherBeside, gatherMessages } from '../../trace/gather.ts';
import { instrumentOutcomes } from '../../trace/instrument-outcomes.ts';
import { type OrderRecords, readMessages } from '../../trace/order-records.ts';
import { orderStory } from '../../trace/order-story.ts';
import { orderSummaries } from '../../trace/order-summary.ts';
import { wantedSchema } from '../../trace/wanted.ts';
import { listText } from './list-text.ts';
import { openRecords } from './open-records.ts';
import { storyDocument } from './story-document.ts';
import { storyText } from './story-text.ts';

const optionsSchema = z.object({
  ...jsonOption,
  order: wantedSchema,
  position: z.boolean().default(false),
  everywhere: z.boolean().default(false),
  index: z.union([z.boolean(), z.string().min(1)]).default(true),
  limit: z.coerce.number('must be a number').int().min(1).max(1000),
});
type Options = z.output<typeof optionsSchema>;

/** What the command works with, once it knows what is asked for. */
interface Search {
  readonly system: System;
  readonly records: OrderRecords;
  readonly progress: ShowProgress;
  readonly options: Options;
  readonly report: Report;
  readonly nowMs: number;
}

/** One order's story, or the list of those that begin alike. */
export async function traceOrder(
  { clock, progress, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given, ['order']);
  const report = createReport(terminal, options.json);
  const opened = system();
  using records = await openRecords(opened, options, { progress, report });
  const search: Search = {
    ...{ system: opened, records, progress, options, report },
    nowMs: clock.nowMs(),
  };
  const { order } = options;
  if (order.kind === 'id') return await tell(order.id, search);
  const ids = await search.records.idsLike(order);
  const [only] = ids;
  if (only === undefined) return sayUnknown(search);
  return await (ids.length === 1 ? tell(only, search) : list(ids, search));
}

async function tell(id: ClientOrderId, search: Search): Promise<ExitCode> {
  const { system, records, progress, options, report, nowMs } = search;
  const [told, beside] = await Promise.all([
    gatherMessages(id, records, system.topics),
    gatherBeside(new Set([id]), system, progress),
  ]);
  for (const topic of beside.unread) report.warn(`${topic} cannot be read, and is left out`);
  const messages = [...told, ...beside.messages];
  const first = orderStory(id, messages, null);
  if (first.timeLine.length === 0) return sayUnknown(search);
  const [order] = first.orders;
  const partition = told[0]?.record.partition;
  const hasFills = first.timeLine.some(({ event }) => event === 'TRADE');
  const instrument =
    hasFills &&
    order?.accountId !== undefined &&
    order.symbol !== undefined &&
    partition !== undefined
      ? { key: `${order.accountId}:${order.symbol}`, partition }
      : null;
  const outcomes =
    instrument &&
    (await instrumentOutcomes(system, instrument, { isAsked: options.position, progress }));
  const story = outcomes === null ? first : orderStory(id, messages, outcomes);
  report.document(storyDocument(story, records.looked));
  report.say(storyText(story, records.looked, nowMs, report.columns));
  return EXIT.done;
}

async function list(ids: readonly ClientOrderId[], search: Search): Promise<ExitCode> {
  const { system, records, options, report } = search;
  const shown = ids.slice(0, options.limit);
  const found = await records.recordsOf(shown);
  const messages = readMessages(found, system.topics);
  const orders = shown.flatMap((id) => orderSummaries(id, messages));
  report.document({ count: ids.length, orders });
  report.say(listText(orders, ids.length, report.columns));
  return EXIT.done;
}

function sayUnknown({ records, report, system, options }: Search): ExitCode {
  const { deadLetters, control } = system.topics;
  const looked = [
    ...records.looked,
    ...(options.order.kind === 'id' ? [deadLetters, control] : []),
  ];
  report.document({ count: 0, orders: [], looked });
  report.warn('The topics do not know it. Looked for it in');
  for (const where of looked) report.warn(`  ${where}`);
  return EXIT.refused;
}
