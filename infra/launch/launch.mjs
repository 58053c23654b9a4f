// node infra/launch/launch.mjs <entry.ts|js> [args…]
//
// The one way into this checkout: whatever Node the machine has, the entry runs on the pinned one, with the
// dependencies of the lock file, and gets the signals meant for it.
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled, pinnedNode } from './install.mjs';
import { runChild } from './run-child.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

async function launch() {
  const [entry, ...args] = process.argv.slice(2);
  if (!entry) {
    say('usage: node infra/launch/launch.mjs <entry.ts|js> [arguments…]');
    return { exitCode: 2, signal: null };
  }
  const installed = await ensureInstalled(root, say);
  if (installed.exitCode !== 0) return installed;

  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH || ''}`,
  };
  // kafkajs sets timers with negative times; Node takes them for 1 ms, which is what is meant, and warns.
  const quiet = ['--disable-warning=TimeoutNegativeWarning'];
  const followParent = pathToFileURL(join(here, 'follow-parent.mjs')).href;
  const options = [...quiet, '--import', followParent];
  return runChild(pinnedNode(root), [...options, resolve(root, entry), ...args], {
    env,
  });
}

const { exitCode, signal } = await launch();
// Ends as the entry ended, so that whoever waits sees the truth.
if (signal) process.kill(process.pid, signal);
process.exitCode = exitCode;
