import { parse } from 'yaml';
import { IdempotencyError } from '../idempotency-error.ts';
import {
  type IdempotencyConfig,
  idempotencyConfigSchema,
  idempotencyTreeSchema,
} from './idempotency-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Tree = { [name: string]: unknown };

const PREFIX = 'IDEMPOTENCY';

/**
 * The configuration that `yamlText` spells, with what the environment overrides: the name of a variable is
 * its path, as in `IDEMPOTENCY_CACHE_REDIS_PASSWORD` or `IDEMPOTENCY_KEY_GENERATION_SECRET`.
 *
 * @throws {IdempotencyError} INVALID_CONFIGURATION with every problem, a line each, and no value of any
 */
export function loadIdempotencyConfig(
  yamlText: string,
  environment: Environment = {},
): IdempotencyConfig {
  const defaults = idempotencyTreeSchema.parse({});
  const tree = overridden(readYaml(yamlText), defaults.idempotency, environment);
  const read = idempotencyConfigSchema.safeParse(tree);
  if (read.success) return read.data.idempotency;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw invalid(problems);
}

function readYaml(text: string): unknown {
  try {
    return parse(text) ?? {};
  } catch (error) {
    // The first line says what and where; the lines after it quote the file.
    const [firstLine = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw invalid([`the YAML cannot be read: ${firstLine}`]);
  }
}

function invalid(problems: readonly string[]): IdempotencyError {
  return new IdempotencyError('INVALID_CONFIGURATION', `\n  ${problems.join('\n  ')}`);
}

/** `tree` with each leaf replaced that the environment names; `leaves` is a tree that has them all. */
function overridden(tree: unknown, leaves: Tree, environment: Environment): unknown {
  const root = isTree(tree) ? { ...tree } : tree;
  const given = variables(leaves, [PREFIX], environment);
  if (given.length === 0 || !isTree(root)) return root;
  for (const { path, value } of given) set(root, ['idempotency', ...path], value);
  return root;
}

interface Given {
  readonly path: readonly string[];
  readonly value: unknown;
}

function variables(leaves: Tree, name: readonly string[], environment: Environment): Given[] {
  return Object.entries(leaves).flatMap(([key, leaf]): Given[] => {
    const here = [...name, upperSnake(key)];
    if (isTree(leaf) && Object.keys(leaf).length > 0) {
      return variables(leaf, here, environment).map(({ path, value }) => ({
        path: [key, ...path],
        value,
      }));
    }
    const text = environment[here.join('_')];
    return text === undefined ? [] : [{ path: [key], value: leafValue(text, leaf) }];
  });
}

/** Text stays text, a password of digits too; everything else is read as YAML would be. */
function leafValue(text: string, leaf: unknown): unknown {
  return typeof leaf === 'string' || leaf === null ? text : readYaml(text);
}

function set(root: Tree, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) {
    root[name] = value;
    return;
  }
  const child = root[name];
  const copy: Tree = isTree(child) ? { ...child } : {};
  root[name] = copy;
  set(copy, rest, value);
}

const upperSnake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
