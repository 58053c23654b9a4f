import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Exit, FromGuardian, LastAct, SpawnRequest, ToGuardian } from './messages.ts';

/** A child process that cannot outlive this one, not even when this one is killed with SIGKILL. */
export interface GuardedProcess {
  /** Of the process itself, so that a test may signal exactly it. */
  readonly pid: number;
  /** Never rejects. */
  readonly exited: Promise<Exit>;
  /** Does nothing once the process has ended: the pid may be another's by then. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL for one that is still there after `graceMs`. */
  stop(graceMs: number): Promise<Exit>;
}

interface Waiter {
  pid: number | null;
  spawned(pid: number): void;
  notSpawned(error: Error): void;
  exited(exit: Exit): void;
}

const ENTRY = join(import.meta.dirname, 'main.ts');

/** One guardian serves this process; it is there only while it has something to guard. */
let guardian: ChildProcess | null = null;
let lastId = 0;
const waiters = new Map<number, Waiter>();
const lastActs = new Set<number>();

/** Rejects when the command cannot be started. */
export function spawnGuarded(request: SpawnRequest): Promise<GuardedProcess> {
  const id = nextId();
  const exit = Promise.withResolvers<Exit>();
  const spawned = Promise.withResolvers<GuardedProcess>();
  waiters.set(id, {
    pid: null,
    spawned: (pid) => spawned.resolve(guardedProcess(id, pid, exit.promise)),
    notSpawned: spawned.reject,
    exited: exit.resolve,
  });
  send({ type: 'spawn', id, request });
  return spawned.promise;
}

/**
 * Has something undone if this process ends, in whatever way, before it undid it itself.
 *
 * @returns to be called when it is undone
 */
export function addLastAct(act: LastAct): () => void {
  const id = nextId();
  lastActs.add(id);
  send({ type: 'add-last-act', id, act });
  return () => {
    if (!lastActs.delete(id)) return;
    send({ type: 'drop-last-act', id });
    letGoWhenIdle();
  };
}

function guardedProcess(id: number, pid: number, exited: Promise<Exit>): GuardedProcess {
  const kill = (signal: NodeJS.Signals) => {
    if (waiters.has(id)) send({ type: 'signal', id, signal });
  };
  return {
    pid,
    exited,
    kill,
    async stop(graceMs) {
      kill('SIGTERM');
      const timer = setTimeout(() => kill('SIGKILL'), graceMs);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function nextId(): number {
  lastId += 1;
  return lastId;
}

function send(message: ToGuardian): void {
  guardian ??= startGuardian();
  guardian.send(message);
}

function startGuardian(): ChildProcess {
  const child = fork(ENTRY, {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (message: FromGuardian) => hear(message));
  child.once('exit', () => {
    if (guardian === child) lose();
  });
  return child;
}

function hear(message: FromGuardian): void {
  const waiter = waiters.get(message.id);
  if (!waiter) return;
  switch (message.type) {
    case 'spawned':
      waiter.pid = message.pid;
      waiter.spawned(message.pid);
      return;
    case 'not-spawned':
      waiters.delete(message.id);
      waiter.notSpawned(new Error(message.text));
      letGoWhenIdle();
      return;
    case 'exited':
      waiters.delete(message.id);
      waiter.exited(message.exit);
      letGoWhenIdle();
      return;
  }
}

function letGoWhenIdle(): void {
  if (waiters.size > 0 || lastActs.size > 0) return;
  const idle = guardian;
  guardian = null;
  idle?.disconnect();
}

/** Somebody killed the guardian: nobody guards its children any more, so they end now. */
function lose(): void {
  guardian = null;
  const orphans = [...waiters.values()];
  waiters.clear();
  lastActs.clear();
  for (const { pid, notSpawned, exited } of orphans) {
    if (pid === null) notSpawned(new Error('the guardian of child processes was killed'));
    else endOrphan(pid);
    exited({ code: null, signal: 'SIGKILL' });
  }
}

function endOrphan(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its guardian.
  }
}
