// A process that outlives the one that started it by just so long as it takes to clear up: it holds the
// started children, and when the channel to its starter closes (however the starter ended) it ends them and
// does the last acts. It leads a session of its own, so that a Ctrl-C ends only the starter, which then
// stops things in its own order.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import type { FromGuardian, LastAct, SpawnRequest, ToGuardian } from './messages.ts';

/** How long children may take to end by themselves once their starter is gone. */
const ORPHAN_GRACE_MS = 2000;

const children = new Map<number, ChildProcess>();
const lastActs = new Map<number, LastAct>();
let isClearingUp = false;

process.on('message', (message: ToGuardian) => obey(message));
process.on('disconnect', clearUp);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, clearUp);

function obey(message: ToGuardian): void {
  switch (message.type) {
    case 'spawn':
      spawnChild(message.id, message.request);
      return;
    case 'signal':
      children.get(message.id)?.kill(message.signal);
      return;
    case 'add-last-act':
      lastActs.set(message.id, message.act);
      return;
    case 'drop-last-act':
      lastActs.delete(message.id);
      return;
  }
}

function spawnChild(id: number, request: SpawnRequest): void {
  let log: number;
  try {
    log = openSync(request.logFile, 'a');
  } catch (error) {
    tell({ type: 'not-spawned', id, text: String(error) });
    return;
  }
  const child = spawn(request.command, request.args, {
    cwd: request.folder,
    env: request.environment,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.once('error', (error) => tell({ type: 'not-spawned', id, text: error.message }));
  child.once('spawn', () => {
    children.set(id, child);
    tell({ type: 'spawned', id, pid: child.pid ?? 0 });
  });
  child.once('exit', (code, signal) => {
    children.delete(id);
    tell({ type: 'exited', id, exit: { code, signal } });
    if (isClearingUp && children.size === 0) finish();
  });
}

function tell(message: FromGuardian): void {
  if (process.connected) process.send?.(message);
}

function clearUp(): void {
  if (isClearingUp) return;
  isClearingUp = true;
  if (children.size === 0) finish();
  for (const child of children.values()) {
    child.kill('SIGTERM');
    // A stopped process would take its SIGTERM only when somebody lets it go on.
    child.kill('SIGCONT');
  }
  setTimeout(() => {
    for (const child of children.values()) child.kill('SIGKILL');
  }, ORPHAN_GRACE_MS);
}

function finish(): never {
  for (const act of lastActs.values()) {
    if (act.kind === 'remove-folder') rmSync(act.folder, { recursive: true, force: true });
    else spawnSync(act.command, act.args, { stdio: 'ignore' });
  }
  process.exit(0);
}
