// Plain JavaScript that any Node from 16 on can run: it is read before the pinned Node is there.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './run-child.mjs';

const STAMP = 'node_modules/.orderonce-installed';

/**
 * Makes sure that the checkout at `root` has the dependencies of its lock file, the pinned Node among them.
 * Does nothing, and starts no process, when they are there already.
 *
 * @param {string} root the checkout's folder
 * @param {(line: string) => void} say takes one line for the person who waits
 * @returns {Promise<{ exitCode: number, signal: string | null }>} exit code 0, or how to end: all was said
 */
export async function ensureInstalled(root, say) {
  const wanted = fingerprint(root);
  if (installedFingerprint(root) === wanted) return ended(0);

  say('Installing dependencies (once) …');
  const { version, error } = pinnedPnpm(root);
  if (error) {
    say(error);
    return ended(1);
  }
  // This is already the pinned pnpm, so its own look-up of the pin in the registry is left out.
  const args = ['--yes', `pnpm@${version}`, '--pm-on-fail=ignore', 'install', '--frozen-lockfile'];
  const install = await runChild('npx', args, { cwd: root, capture: true, wholeGroup: true });
  if (install.missing) {
    say(
      'npx was not found. Install npm (it comes with Node.js, https://nodejs.org) and run this again.',
    );
    return ended(1);
  }
  if (install.signal) return install;
  if (install.exitCode !== 0) {
    say(install.output);
    say('The dependencies could not be installed; what the installer said stands above.');
    return ended(install.exitCode);
  }
  if (!existsSync(pinnedNode(root))) {
    say(`The installation left no ${pinnedNode(root)}; remove node_modules and run this again.`);
    return ended(1);
  }
  writeFileSync(join(root, STAMP), wanted);
  return ended(0);
}

/** @param {number} exitCode */
function ended(exitCode) {
  return { exitCode, signal: null };
}

/** @param {string} root */
export function pinnedNode(root) {
  return join(root, 'node_modules/.bin/node');
}

/** @param {string} root */
function installedFingerprint(root) {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp) || !existsSync(pinnedNode(root))) return null;
  return readFileSync(stamp, 'utf8');
}

/** Changes whenever an installation could give something else. @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packageFiles(root)]) {
    const path = join(root, file);
    hash.update(`${file}\n`).update(existsSync(path) ? readFileSync(path) : 'absent');
  }
  return hash.digest('hex');
}

/** The package.json of every workspace package. @param {string} root */
function packageFiles(root) {
  const folders = ['.', 'infra', 'test'];
  for (const parent of ['packages', 'services']) {
    if (!existsSync(join(root, parent))) continue;
    for (const name of readdirSync(join(root, parent)).sort()) folders.push(`${parent}/${name}`);
  }
  return folders.map((folder) => `${folder}/package.json`);
}

/** @param {string} root */
function pinnedPnpm(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const match = /^pnpm@(\d+\.\d+\.\d+)/.exec(packageManager || '');
  if (match) return { version: match[1] };
  return { error: 'package.json pins no pnpm: "packageManager" must read "pnpm@<version>".' };
}
