import type { Command } from 'commander';
import type { Act } from '../../command-line/command-context.ts';
import { confirmResume } from './confirm-resume.ts';
import { engageKillSwitch } from './engage-kill-switch.ts';
import { withScopeOptions } from './kill-scope.ts';
import { requestResume } from './request-resume.ts';
import { showKillSwitches } from './show-kill-switches.ts';

/** `orderonce kill …` */
export function declareKill(program: Command, act: Act): void {
  const kill = program.command('kill').description('stop orders, see what is stopped, and resume');

  withScopeOptions(kill.command('engage'))
    .description('stop: executors begin no send in the scope, and each says that it knows')
    .option('--why <text>', 'the reason, for everybody who sees the stop')
    .option('--who <name>', 'who says so (default: the user of this machine)')
    .option('--cancel-open-orders', 'then cancel every open order in the scope')
    .option('--wait <time>', 'how long to wait for the executors, and again for the cancels', '30s')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Orders that the venue has already live on unless they are cancelled. Cancels always pass.

Exit code 1: an executor did not acknowledge, or a cancel was not confirmed. The switch stands all the same.

Examples:
  $ orderonce kill engage --global --why "prices look wrong" --cancel-open-orders
  $ orderonce kill engage --symbol AAPL --why "halted"`,
    )
    .action(act(engageKillSwitch));

  kill
    .command('status')
    .description('what is stopped, by whom and why, and which executors know')
    .option('--json', 'print one JSON document')
    .action(act(showKillSwitches));

  withScopeOptions(kill.command('resume'))
    .description('first step of resuming: says which stop is meant; changes nothing yet')
    .option('--why <text>', 'the reason')
    .option('--who <name>', 'who says so (default: the user of this machine)')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Prints the second command. It is refused when the scope was stopped anew in between.

Example:
  $ orderonce kill resume --symbol AAPL --why "trading again"`,
    )
    .action(act(requestResume));

  kill
    .command('confirm')
    .description('second step of resuming: executors send again in the scope')
    .argument('<request>', 'the id that "kill resume" printed')
    .option('--why <text>', 'the reason')
    .option('--who <name>', 'who says so (default: the user of this machine)')
    .option('--wait <time>', 'how long to wait for the executors', '30s')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Example:
  $ orderonce kill confirm 5b1f0c-9d2e7a --why "checked with the desk"`,
    )
    .action(act(confirmResume));
}
