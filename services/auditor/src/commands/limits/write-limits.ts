import { type Limits, type LimitsScope, SCHEMA_VERSION, scopeText } from '@orderonce/contracts';
import pc from 'picocolors';
import type { CommandContext } from '../../command-line/command-context.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { createReport } from '../../command-line/report.ts';
import { answerLine, silenceLines } from '../../executors/answer-lines.ts';
import { makeChange } from '../../executors/await-answers.ts';
import { type LimitRules, rulesText, standingLimits } from './limit-rules.ts';

export interface LimitsChange {
  readonly scope: LimitsScope;
  readonly who: string;
  readonly why: string;
  readonly waitMs: number;
  readonly isJson: boolean;
  readonly rulesAfter: (before: LimitRules) => LimitRules;
}

/** Writes the rules of a scope and waits for every executor's word. Without rules the scope is not limited. */
export async function writeLimits(
  { clock, newChangeId, terminal, system }: CommandContext,
  { scope, who, why, waitMs, isJson, rulesAfter }: LimitsChange,
): Promise<ExitCode> {
  const report = createReport(terminal, isJson);
  const { openControl, executors } = system();
  await using session = openControl();
  const before = standingLimits(await session.readCurrent(), scope) ?? {};
  const limits: Limits = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'limits',
    changeId: newChangeId(),
    scope,
    ...rulesAfter(before),
    ...{ who, why },
    atMs: clock.nowMs(),
  };
  const answers = await makeChange(
    {
      changeId: limits.changeId,
      async publish() {
        await session.publish(limits);
        report.say(pc.bold(`Limits of ${scopeText(scope)} (change ${limits.changeId})`));
        report.say(`  before: ${rulesText(before)}\n  now:    ${rulesText(limits)}`);
      },
    },
    {
      ...{ session, executors, clock, waitMs },
      onAnswer: (answer) => report.say(answerLine(answer)),
    },
  );
  for (const line of silenceLines(answers, executors.groupId)) report.say(line);
  if (!answers.isAcknowledged)
    report.say(
      pc.red('NOT every executor acknowledged. The limits stand, for each that reads them.'),
    );
  report.document({ limits, ...answers });
  return answers.isAcknowledged ? EXIT.done : EXIT.refused;
}
