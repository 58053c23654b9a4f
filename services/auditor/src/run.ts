import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { progressOn } from './command-line/progress.ts';
import { runCommandLine } from './command-line/run-command-line.ts';
import { openSystem } from './open-system.ts';

const MAX_COLUMNS = 160;
const USUAL_COLUMNS = 100;

const clock = { nowMs: Date.now, monotonicMs: () => performance.now() };
const warn = (text: string) => console.error(text);

const exitCode = await runCommandLine(process.argv.slice(2), {
  terminal: {
    print: (text) => console.log(text),
    warn,
    columns: Math.min(process.stdout.columns ?? USUAL_COLUMNS, MAX_COLUMNS),
  },
  clock,
  progress: progressOn(process.stderr),
  // Short enough to be read out, long enough never to meet again.
  newChangeId: () =>
    randomBytes(8)
      .toString('hex')
      .replace(/(.{8})/, '$1-'),
  userName: userName(),
  system: () => openSystem(process.env, { clock, warn }),
});
// Nothing that a connection still waits for may keep the person waiting; all that was said goes out first.
process.stdout.write('', () => process.exit(exitCode));

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return undefined;
  }
}
