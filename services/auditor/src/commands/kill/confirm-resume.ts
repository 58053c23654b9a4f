import { type Resume, SCHEMA_VERSION, scopeText } from '@orderonce/contracts';
import pc from 'picocolors';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import {
  changeIdArgument,
  type GivenOptions,
  jsonOption,
  readInput,
  signedOptions,
  waitOption,
} from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { answerLine, silenceLines } from '../../executors/answer-lines.ts';
import { makeChange } from '../../executors/await-answers.ts';
import { confirmationOf, engagedSwitch } from './switches.ts';

const optionsSchema = z.object({
  ...signedOptions,
  ...waitOption,
  ...jsonOption,
  request: changeIdArgument,
});

/** The second step: from here on executors send again, unless the scope was stopped anew. */
export async function confirmResume(
  context: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(optionsSchema, given, ['request']);
  const { clock, newChangeId } = context;
  const report = createReport(context.terminal, options.json);
  const { openControl, executors } = context.system();
  await using session = openControl();
  const confirmation = confirmationOf(await session.readCurrent(), options.request);
  if (confirmation.kind === 'refused') throw new CommandFailure('REFUSED', confirmation.text);
  const { scope, resumes, changeId: confirms } = confirmation.request;
  const resume: Resume = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'resume',
    changeId: newChangeId(),
    ...{ scope, resumes, confirms },
    who: options.who,
    why: options.why,
    atMs: clock.nowMs(),
  };
  const answers = await makeChange(
    {
      changeId: resume.changeId,
      async publish() {
        await session.publish(resume);
        report.say(`${pc.bold(`RESUME ${scopeText(scope)}`)} is written; executors:`);
      },
    },
    {
      ...{ session, executors, clock, waitMs: options.wait },
      onAnswer: (answer) => report.say(answerLine(answer)),
    },
  );
  for (const line of silenceLines(answers, executors.groupId)) report.say(line);
  // Somebody may have engaged it anew between our reading and our writing.
  const standing = engagedSwitch(session.state, scope)?.killSwitch;
  const stoppedAgain = standing?.changeId === resumes ? undefined : standing;
  if (stoppedAgain !== undefined)
    report.say(pc.red(`Stopped again meanwhile, by ${stoppedAgain.who}: ${stoppedAgain.why}`));
  report.document({ resume, ...answers, ...(stoppedAgain && { stoppedAgain }) });
  return answers.isAcknowledged && stoppedAgain === undefined ? EXIT.done : EXIT.refused;
}
