import { type KillSwitch, SCHEMA_VERSION, scopeText } from '@orderonce/contracts';
import pc from 'picocolors';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import {
  type GivenOptions,
  jsonOption,
  readInput,
  signedOptions,
  waitOption,
} from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { answerLine, silenceLines } from '../../executors/answer-lines.ts';
import { makeChange } from '../../executors/await-answers.ts';
import { cancelOpenOrders } from './cancel/cancel-open-orders.ts';
import { isAllOver } from './cancel/cancel-result.ts';
import { cancelsText } from './cancel/cancels-text.ts';
import { killScopeOf, scopeOptionsSchema } from './kill-scope.ts';

const optionsSchema = scopeOptionsSchema.and(
  z.object({
    ...signedOptions,
    ...waitOption,
    ...jsonOption,
    cancelOpenOrders: z.boolean().default(false),
  }),
);

/**
 * Stops a scope: writes the switch before anything else, then waits for every executor's word, then cancels
 * what is open if that was asked for.
 */
export async function engageKillSwitch(
  context: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const scope = killScopeOf(options);
  if (scope === null) return EXIT.badInput;
  const { clock, newChangeId } = context;
  const report = createReport(context.terminal, options.json);
  const { openControl, executors, orders } = context.system();
  await using session = openControl();
  const killSwitch: KillSwitch = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'kill-switch',
    changeId: newChangeId(),
    scope,
    who: options.who,
    why: options.why,
    atMs: clock.nowMs(),
  };
  const answers = await makeChange(
    {
      changeId: killSwitch.changeId,
      async publish() {
        await session.publish(killSwitch);
        report.say(
          `${pc.bold(`STOP ${scopeText(scope)}`)} is written (change ${killSwitch.changeId}); executors:`,
        );
      },
    },
    {
      ...{ session, executors, clock, waitMs: options.wait },
      onAnswer: (answer) => report.say(answerLine(answer)),
    },
  );
  for (const line of silenceLines(answers, executors.groupId)) report.say(line);
  report.say(
    answers.isAcknowledged
      ? pc.green('Every executor acknowledged: none begins a send in the scope.')
      : pc.red('NOT every executor acknowledged. The switch stands, for each that reads it.'),
  );
  if (options.cancelOpenOrders) report.say('\nCancelling what is open …');
  const cancels = options.cancelOpenOrders
    ? await cancelOpenOrders({ orders, scope, clock, waitMs: options.wait })
    : undefined;
  if (cancels !== undefined) report.say(cancelsText(cancels, report.columns));
  report.document({ killSwitch, ...answers, ...(cancels && { cancels }) });
  const isDone = answers.isAcknowledged && (cancels === undefined || isAllOver(cancels));
  return isDone ? EXIT.done : EXIT.refused;
}
