import type { z } from 'zod';
import { printable } from './printable.ts';

/** One thing that is wrong with a message or a configuration, in words for a person. */
export interface Problem {
  /** Where: `order.limitPrice`, `evidence[3].result`; empty for the message as a whole. */
  readonly path: string;
  /** What is wanted there: `must be greater than 0`. Never holds a value; safe to log. */
  readonly rule: string;
}

/**
 * What a schema found wrong with `input`, at most one problem for each path.
 *
 * The rules speak of fields and types and never repeat a value, so they may be shown where the value is
 * a secret.
 */
export function problemsOf(error: z.core.$ZodError, input: unknown): Problem[] {
  const problems = new Map<string, Problem>();
  const note = (path: readonly PropertyKey[], rule: string) => {
    const text = pathText(path);
    if (!problems.has(text)) problems.set(text, { path: text, rule });
  };
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) note([...issue.path, key], 'is not a known field');
    else note(issue.path, ruleOf(issue, input));
  }
  return [...problems.values()];
}

function ruleOf(issue: z.core.$ZodIssue, input: unknown): string {
  const value = valueAt(input, issue.path);
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue, value);
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return issue.message;
    default:
      return issue.message;
  }
}

function wrongType(issue: z.core.$ZodIssueInvalidType, value: unknown): string {
  if (issue.expected === 'never') return issue.message;
  const isOwnRule = issue.message.startsWith('must be ');
  const wanted = isOwnRule ? issue.message : `must be ${article(issue.expected)}`;
  const got = kindOf(value);
  return isOwnRule || article(issue.expected) !== got ? `${wanted}, not ${got}` : wanted;
}

function oneOf(words: readonly unknown[]): string {
  const text = words.map(String).join(', ');
  return words.length === 1 ? text : `one of ${text}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return article(Array.isArray(value) ? 'array' : typeof value);
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** `["evidence", 3, "result"]` as `evidence[3].result`, safe to log. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, place) => {
      if (typeof step === 'number') return `[${step}]`;
      return `${place === 0 ? '' : '.'}${printable(String(step))}`;
    })
    .join('');
}
