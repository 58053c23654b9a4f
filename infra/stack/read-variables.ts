import type { z } from 'zod';
import { StackFailure } from './stack-failure.ts';

/** Variables, as of `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables by a schema.
 *
 * @throws {StackFailure} with every problem at once, by variable, without a value
 */
export function readVariables<Output>(schema: z.ZodType<Output>, variables: Variables): Output {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`);
  throw new StackFailure(lines.join('\n'), 2);
}
