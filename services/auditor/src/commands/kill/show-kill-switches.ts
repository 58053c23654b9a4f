import { printable, scopeText } from '@orderonce/contracts';
import pc from 'picocolors';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { factsText } from '../../command-line/table.ts';
import { momentText } from '../../command-line/time-text.ts';
import { readStanding } from '../../control/read-standing.ts';
import { type Answer, answersTo } from '../../executors/answers.ts';
import { confirmCommand } from './confirm-command.ts';
import { type EngagedSwitch, engagedSwitches } from './switches.ts';

/** What is stopped, and which of the executors that live now know. */
export async function showKillSwitches(
  { clock, terminal, system }: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const { json } = readInput(z.object(jsonOption), given);
  const report = createReport(terminal, json);
  const { openControl, executors } = system();
  const [state, living] = await Promise.all([
    readStanding({ openControl }, report),
    executors.living(),
  ]);
  const shown = engagedSwitches(state).map((engaged) => ({
    ...engaged,
    answers: answersTo(
      { seen: living, living },
      state
        .acknowledgements(engaged.killSwitch.changeId)
        .filter(({ executorId }) => living.has(executorId)),
    ),
  }));
  const { unreadableStops } = state;
  report.document({ executors: [...living].sort(), engaged: shown, unreadableStops });
  for (const key of unreadableStops) report.say(unreadableText(key));
  if (shown.length + unreadableStops.length === 0) report.say('No kill switch is engaged.');
  for (const { answers, ...engaged } of shown)
    report.say(`${switchText(engaged, answers, clock.nowMs(), report.columns)}\n`);
  const names = [...living].sort().join(', ');
  report.say(
    living.size === 0
      ? `No executor is in group ${executors.groupId}.`
      : `Executors at work: ${printable(names, 1000)}`,
  );
  return EXIT.done;
}

function unreadableText(key: string): string {
  return [
    pc.bold(pc.red('STOPPED everything')),
    `The record ${printable(key)} cannot be read, so executors send nothing until another replaces it:`,
    `${replacementFor(key)}\n`,
  ].join('\n');
}

function replacementFor(key: string): string {
  if (key.startsWith('limits/')) return 'set the limits of its scope anew.';
  if (key.startsWith('hold/'))
    return 'find out what became of the order, then write a record without a value under that key.';
  return 'engage its scope anew, and resume that.';
}

function switchText(
  { killSwitch, request }: EngagedSwitch,
  answers: readonly Answer[],
  nowMs: number,
  columns: number,
): string {
  const facts = factsText(
    [
      ['why', killSwitch.why],
      ['who', killSwitch.who],
      ['since', momentText(killSwitch.atMs, nowMs)],
      ['change', killSwitch.changeId],
      ['acknowledged', namesOf(answers, 'done') ?? 'by nobody'],
      ['refused', namesOf(answers, 'refused')],
      ['NOT acknowledged', namesOf(answers, 'waiting')],
      ['resume requested', request && `by ${request.who}, ${momentText(request.atMs, nowMs)}`],
      ['because', request?.why],
      ['to confirm', request && confirmCommand(request.changeId)],
    ],
    columns,
  );
  return `${pc.bold(pc.red(`STOPPED ${scopeText(killSwitch.scope)}`))}\n${facts}`;
}

function namesOf(answers: readonly Answer[], state: Answer['state']): string | undefined {
  const names = answers
    .filter((answer) => answer.state === state)
    .map((answer) => answer.executorId);
  return names.length === 0 ? undefined : names.join(', ');
}
