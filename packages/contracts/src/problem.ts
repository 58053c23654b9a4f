import type { z } from 'zod';
import { printable } from './printable.ts';
import { type InputForm, ruleOf } from './rule.ts';

/** One thing that is wrong with a message or a configuration, in words for a person. */
export interface Problem {
  /** Where: `order.limitPrice`, `evidence[3].result`; empty for the whole. */
  readonly path: string;
  /** What is wanted there: `must be greater than 0`. Safe to log. */
  readonly rule: string;
}

export type Validated<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Holds `input` against a schema and says everything that is wrong with it, one problem for each path.
 * Unless a schema's own message does, no rule repeats a value: it may be shown where the value is a secret.
 */
export function validate<Value>(
  schema: z.ZodType<Value>,
  input: unknown,
  form: InputForm,
): Validated<Value> {
  const result = schema.safeParse(input, { error: (issue) => ruleOf(issue, form) });
  if (result.success) return { ok: true, value: result.data };
  const problems = new Map<string, Problem>();
  const note = (path: readonly PropertyKey[], rule: string) => {
    const text = pathText(path);
    if (!problems.has(text)) problems.set(text, { path: text, rule });
  };
  for (const { path, message, ...issue } of result.error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const name of issue.keys) note([...path, name], message);
    else note(path, isMissing(issue.code, path, input) ? 'is missing' : message);
  }
  return { ok: false, problems: [...problems.values()] };
}

/** A rule of a schema's own, such as "is needed with TLS", says more than that the field is missing. */
function isMissing(code: string, path: readonly PropertyKey[], input: unknown): boolean {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return code !== 'custom';
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value === undefined && code !== 'custom';
}

/** `["evidence", 3, "result"]` as `evidence[3].result`, safe to log. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, place) => {
      if (typeof step === 'number') return `[${step}]`;
      return place === 0 ? printable(String(step)) : `.${printable(String(step))}`;
    })
    .join('');
}
