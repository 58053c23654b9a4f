import { readFileSync } from 'node:fs';

const CHECK_MS = 500;

/**
 * Tells when the npm that started this process is gone: killed without a word, or behind a shell that died
 * of the signal meant for us. Started by hand there is nothing to watch, since a process put into the
 * background may outlive its shell.
 *
 * @param {() => void} onGone called once
 * @returns {() => void} stops watching
 */
export function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const npm = npmAbove(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === null || isAlive(npm))) return;
    clearInterval(timer);
    onGone();
  }, CHECK_MS);
  return () => clearInterval(timer);
}

/** npm runs a script through a shell, which may or may not have replaced itself. @param {number} pid */
function npmAbove(pid) {
  const parent = describe(pid);
  if (!parent) return null;
  if (parent.name.startsWith('npm')) return pid;
  const grandparent = describe(parent.parent);
  return grandparent?.name.startsWith('npm') ? parent.parent : null;
}

/** Linux only; elsewhere the parent alone is watched. @param {number} pid */
function describe(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const name = /^Name:\s*(.*)$/m.exec(status);
    const parent = /^PPid:\s*(\d+)$/m.exec(status);
    return name && parent ? { name: name[1], parent: Number(parent[1]) } : null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
