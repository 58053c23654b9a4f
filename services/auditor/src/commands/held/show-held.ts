import { accountIdSchema, clientOrderIdSchema, type Outcome } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext, System } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { readStanding } from '../../control/read-standing.ts';
import { findHeld, type HeldOrder } from './held-orders.ts';
import { heldText, outcomesText, resolvingsText } from './held-text.ts';

const optionsSchema = z.object({
  ...jsonOption,
  id: clientOrderIdSchema,
  account: accountIdSchema.optional(),
  outcomes: z.boolean().default(true),
});

/** Between the clocks of whoever made the intent and the log. */
const CLOCK_MARGIN_MS = 60_000;

/** All that is known of one held order, so that a person can decide. */
export async function showHeld(
  { clock, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given, ['id']);
  const report = createReport(terminal, options.json);
  const { openControl, orders } = system();
  const state = await readStanding({ openControl }, report);
  const found = findHeld(state, options.id, options.account);
  if (found.kind === 'not-held') throw new CommandFailure('REFUSED', found.text);
  const { held } = found;
  const outcomes = options.outcomes ? await outcomesOf(held, orders) : undefined;
  report.document({ ...held, ...(outcomes && { outcomes }) });
  const nowMs = clock.nowMs();
  report.say(heldText(held, nowMs, report.columns));
  report.say(resolvingsText(held, nowMs, report.columns));
  if (outcomes !== undefined) report.say(outcomesText(outcomes, report.columns));
  return EXIT.done;
}

/** What was published of the order, from its making on. */
async function outcomesOf({ hold }: HeldOrder, orders: System['orders']): Promise<Outcome[]> {
  const { clientOrderId, createdAtMs, accountId } = hold.intent;
  const outcomes: Outcome[] = [];
  await using followed = orders.followOutcomes({
    from: { timestampMs: Math.min(createdAtMs, hold.heldAtMs) - CLOCK_MARGIN_MS },
    onlyOf: clientOrderId,
    onOutcome(outcome) {
      const isOfOrder = outcome.clientOrderId === clientOrderId;
      if (isOfOrder && (outcome.accountId ?? accountId) === accountId) outcomes.push(outcome);
    },
  });
  await followed.readCurrent();
  return outcomes;
}
