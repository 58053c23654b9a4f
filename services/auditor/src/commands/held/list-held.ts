import { accountIdSchema, symbolSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { tableText } from '../../command-line/table.ts';
import { ageText } from '../../command-line/time-text.ts';
import { readStanding } from '../../control/read-standing.ts';
import { type HeldOrder, heldOrders, unansweredResolution } from './held-orders.ts';
import { intentText } from './intent-text.ts';

const optionsSchema = z.object({
  ...jsonOption,
  account: accountIdSchema.optional(),
  symbol: symbolSchema.optional(),
});

/** The orders that wait for a person, from the control topic alone. */
export async function listHeld(
  { clock, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const report = createReport(terminal, options.json);
  const state = await readStanding(system(), report);
  const held = heldOrders(state, options);
  report.document({ held });
  if (held.length === 0) report.say('No order is held.');
  else {
    const nowMs = clock.nowMs();
    const rows = held.map((order) => rowOf(order, nowMs));
    const head = ['CLIENT ORDER ID', 'ACCOUNT', 'SYMBOL', 'ORDER', 'HELD FOR', 'REASON'];
    report.say(tableText(head, rows, report.columns));
    report.say('\n"held show <id>" tells all about one; "held resolve <id>" ends it.');
  }
  return EXIT.done;
}

function rowOf(order: HeldOrder, nowMs: number): string[] {
  const { intent, reason, heldAtMs } = order.hold;
  const resolved = unansweredResolution(order);
  return [
    intent.clientOrderId,
    intent.accountId,
    intent.symbol,
    intentText(intent),
    ageText(nowMs - heldAtMs),
    // The words of the reason, and of the resolution, are in "held show".
    resolved === undefined
      ? reason.code
      : `${reason.code}, ${resolved.decision} by ${resolved.who}`,
  ];
}
