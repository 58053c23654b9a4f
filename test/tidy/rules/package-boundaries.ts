import { posix } from 'node:path';
import { importsOf } from '../imports.ts';
import { type CheckoutFile, isCode, type Rule } from '../rule.ts';

const SCOPE = '@orderonce/';
const BASE = ['contracts'];
const SIBLINGS = ['idempotency', 'brokers', 'kafka', 'telemetry'];
/** Pure: what is decided about orders, and what outcomes add up to. */
const PURE = ['decisions', 'positions'];
const PACKAGES = [...BASE, ...SIBLINGS, ...PURE, 'client'];

/**
 * Kafka's own client; only one package knows it, infra where it waits for a broker that starts, and the benches
 * that compare with it.
 */
const KAFKA_CLIENT = 'kafkajs';
const KAFKA_CLIENT_USERS =
  /^packages\/kafka\/|^infra\/stack\/native\/coordinator\.ts$|^infra\/topics\/.*\.integration\.test\.ts$|^test\/bench\//;

export const packageBoundaries: Rule = {
  name: 'packages import only those below them, by name',
  concerns: (path) => isCode(path) && folderOf(path) !== null,
  violations: (files) => files.flatMap((file) => importsOf(file.text).flatMap(judge(file))),
};

export const manifestBoundaries: Rule = {
  name: 'packages declare only those below them',
  concerns: (path) => folderOf(path) !== null && path.endsWith('/package.json'),
  violations: (files) =>
    files.flatMap(({ path, text }) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(text);
      return Object.keys({ ...dependencies, ...devDependencies })
        .filter((name) => name.startsWith(SCOPE) && !mayUse(path, name))
        .map((name) => `${path} depends on ${name}`);
    }),
};

function judge({ path }: CheckoutFile): (specifier: string) => string[] {
  return (specifier) => {
    if (specifier.startsWith('.'))
      return leavesItsPackage(path, specifier)
        ? [`${path} leaves its package by ${specifier}`]
        : [];
    if (specifier === KAFKA_CLIENT || specifier.startsWith(`${KAFKA_CLIENT}/`))
      return KAFKA_CLIENT_USERS.test(path) ? [] : [`${path} imports ${specifier}`];
    if (!specifier.startsWith(SCOPE) || mayUse(path, specifier)) return [];
    return [`${path} imports ${specifier}`];
  };
}

function leavesItsPackage(path: string, specifier: string): boolean {
  const target = posix.join(posix.dirname(path), specifier);
  return !target.startsWith(`${folderOf(path)}/`);
}

function mayUse(path: string, specifier: string): boolean {
  const folder = folderOf(path) ?? '';
  const used = specifier.slice(SCOPE.length).split('/')[0] ?? '';
  return used === posix.basename(folder) || below(folder).includes(used) || folder === 'test';
}

/** The packages that a folder may use. The folder test may use everything. */
function below(folder: string): readonly string[] {
  const name = posix.basename(folder);
  if (BASE.includes(name)) return [];
  if (SIBLINGS.includes(name)) return BASE;
  if (PURE.includes(name)) return [...BASE, ...SIBLINGS];
  return PACKAGES;
}

/** The folder of the package that a file belongs to. */
function folderOf(path: string): string | null {
  return /^(?:(?:packages|services)\/[^/]+|infra|test)(?=\/)/.exec(path)?.[0] ?? null;
}
