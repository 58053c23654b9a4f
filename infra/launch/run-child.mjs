import { spawn } from 'node:child_process';
import { watchNpm } from './watch-npm.mjs';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** One Ctrl-C arrives twice under npm: from the terminal and from npm. */
const SAME_SIGNAL_WITHIN_MS = 1000;

/**
 * Runs a command to its end and hands it the signals that this process gets, each once.
 *
 * The child leads a process group of its own, so that a Ctrl-C of the terminal reaches it only through
 * here: exactly one signal, whoever else is in the terminal's group.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, wholeGroup?: boolean }} options
 *   capture: keep the output instead of showing it; wholeGroup: signals go to the child's children too
 * @returns {Promise<{ exitCode: number, signal: string | null, output: string, missing: boolean }>}
 */
export function runChild(command, args, { cwd, env, capture = false, wholeGroup = false }) {
  // Listening comes first: a signal between the start and the listening would end only this process.
  const stopForwarding = forwardSignals((signal) => sendSignal(child, signal, wholeGroup));
  const child = spawn(command, args, {
    cwd,
    env: env || process.env,
    detached: true,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      stopForwarding();
      output += error.message;
      resolve({ exitCode: 1, signal: null, output, missing: error.code === 'ENOENT' });
    });
    child.once('close', (code, signal) => {
      stopForwarding();
      resolve({ exitCode: code === null ? 1 : code, signal, output, missing: false });
    });
  });
}

/** @param {(signal: NodeJS.Signals) => void} send */
function forwardSignals(send) {
  const lastSentMs = {};
  const forward = (signal) => {
    const nowMs = Date.now();
    if (nowMs - (lastSentMs[signal] || 0) < SAME_SIGNAL_WITHIN_MS) return;
    lastSentMs[signal] = nowMs;
    send(signal);
  };
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  const stopWatching = watchNpm(() => forward('SIGTERM'));
  return () => {
    stopWatching();
    for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
  };
}

function sendSignal(child, signal, wholeGroup) {
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(wholeGroup ? -child.pid : child.pid, signal);
  } catch {
    // It ended between the check and the signal.
  }
}
