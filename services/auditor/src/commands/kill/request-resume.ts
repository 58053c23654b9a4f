import { type ResumeRequest, SCHEMA_VERSION, scopeText } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import {
  type GivenOptions,
  jsonOption,
  readInput,
  signedOptions,
} from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { confirmCommand } from './confirm-command.ts';
import { killScopeOf, scopeOptionsSchema } from './kill-scope.ts';
import { engagedSwitch } from './switches.ts';

const optionsSchema = scopeOptionsSchema.and(z.object({ ...signedOptions, ...jsonOption }));

/** The first step: names the kill switch that is to end, so that the second cannot end another one. */
export async function requestResume(
  context: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given);
  const scope = killScopeOf(options);
  if (scope === null) return EXIT.badInput;
  const report = createReport(context.terminal, options.json);
  await using session = context.system().openControl();
  const engaged = engagedSwitch(await session.readCurrent(), scope);
  if (engaged === undefined)
    throw new CommandFailure('REFUSED', `no kill switch is engaged on ${scopeText(scope)}`);
  const { killSwitch, request: earlier } = engaged;
  const request: ResumeRequest = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'resume-request',
    changeId: context.newChangeId(),
    scope,
    resumes: killSwitch.changeId,
    who: options.who,
    why: options.why,
    atMs: context.clock.nowMs(),
  };
  await session.publish(request);
  report.document({ request, killSwitch, confirm: confirmCommand(request.changeId) });
  report.say(
    `${scopeText(scope)} was stopped by ${killSwitch.who}: ${killSwitch.why}\nIt still is. To resume, confirm:\n`,
  );
  report.say(`  ${confirmCommand(request.changeId)}\n`);
  if (earlier !== undefined)
    report.say(`This takes the place of the request ${earlier.changeId} by ${earlier.who}.`);
  return EXIT.done;
}
