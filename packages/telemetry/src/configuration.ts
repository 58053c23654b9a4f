import { type Problem, validate } from '@orderonce/contracts';
import { z } from 'zod';

export type Variables = Readonly<Record<string, string | undefined>>;

/** A service's variables by name, or an object schema of them where rules span several. */
export type EnvironmentSchema = z.ZodRawShape | z.ZodType<object>;

export type ConfigurationOf<Schema extends EnvironmentSchema> = Schema extends z.ZodType
  ? z.output<Schema>
  : Schema extends z.ZodRawShape
    ? z.output<z.ZodObject<Schema>>
    : never;

export type ReadConfiguration<Configuration> =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * A service found while it started that its configuration cannot work, though each variable is well formed:
 * thrown out of `start`, it ends the process as a wrong variable does.
 */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, rule }) => `${path}: ${rule}`).join('; '));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/**
 * Reads the variables that a schema names and ignores all others; an empty one counts as not set. Every
 * problem is reported at once, `path` being the variable's name, and none of them repeats a value.
 */
export function readConfiguration<const Schema extends EnvironmentSchema>(
  schema: Schema,
  variables: Variables,
): ReadConfiguration<ConfigurationOf<Schema>> {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const whole = schema instanceof z.ZodType ? schema : z.object(schema as z.ZodRawShape);
  const validated = validate(whole, set, 'variables');
  if (!validated.ok) return validated;
  return { ok: true, configuration: validated.value as ConfigurationOf<Schema> };
}
