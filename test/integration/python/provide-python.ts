import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CACHE = resolve(import.meta.dirname, '../../../.orderonce/cache');
const COMMANDS = ['python3', 'python'];
/** What the libraries ask for. */
const IS_NEW_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 10))';
const ABOUT = 'import sys; print("%d.%d" % sys.version_info[:2], sys.prefix)';
const INSTALL_TIMEOUT_MS = 8 * 60_000;

export interface PythonLibraries {
  /** What they are called together. */
  readonly name: string;
  /** A file with their exact versions. */
  readonly requirements: string;
  /** The modules that are used. */
  readonly modules: readonly string[];
}

export type Provided =
  | { readonly python: string }
  /** Why there is none, in one line. */
  | { readonly problem: string };

interface Ended {
  readonly isDone: boolean;
  readonly output: string;
}

/**
 * A Python that can import the libraries, in a virtual environment of this checkout that is made once. It is
 * complete whenever it exists.
 */
export async function providePython(
  libraries: PythonLibraries,
  say: (line: string) => void,
): Promise<Provided> {
  const { name, requirements } = libraries;
  const command = await findPython();
  if (command === null) return { problem: 'there is no Python 3.10 or newer' };
  const { output: about } = await run(command, ['-c', ABOUT]);
  const folder = join(CACHE, `${name}-${digest(about, readFileSync(requirements, 'utf8'))}`);
  const python = join(folder, 'bin/python');
  if (existsSync(folder)) return { python };
  say(`Installing ${name} (once, pip) …`);
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, 'unfinished-'));
  try {
    const problem = await install(command, unfinished, libraries);
    if (problem !== null) return { problem };
    moveIntoPlace(unfinished, folder);
    return { python };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function findPython(): Promise<string | null> {
  for (const command of COMMANDS)
    if ((await run(command, ['-c', IS_NEW_ENOUGH])).isDone) return command;
  return null;
}

async function install(
  command: string,
  folder: string,
  { name, requirements, modules }: PythonLibraries,
): Promise<string | null> {
  const made = await run(command, ['-m', 'venv', folder]);
  if (!made.isDone) return `Python cannot make a virtual environment: ${oneLine(made.output)}`;
  const python = join(folder, 'bin/python');
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--retries', '2'];
  const installed = await run(python, [...pip, '--requirement', requirements]);
  if (!installed.isDone) return `pip cannot install ${name}: ${lastLine(installed.output)}`;
  // The first import compiles everything, and takes its time.
  const imported = await run(python, ['-c', `import ${modules.join(', ')}`]);
  return imported.isDone ? null : `${name} cannot be imported: ${lastLine(imported.output)}`;
}

function moveIntoPlace(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process was faster; what it put there is as good.
    if (!existsSync(folder)) throw error;
  }
}

function run(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const options = { timeout: INSTALL_TIMEOUT_MS, maxBuffer: 10 * 1024 * 1024 };
    execFile(command, [...args], options, (error, stdout, stderr) =>
      done({ isDone: error === null, output: stdout + stderr || (error?.message ?? '') }),
    );
  });
}

const digest = (...texts: string[]) =>
  createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12);

/** Debian needs several lines to say which package is missing. */
const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, ' ').slice(0, 300);

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
