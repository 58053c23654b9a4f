import { z } from 'zod';

/** A variable whose text is JSON of this shape. Its messages do not repeat the text. */
export function jsonVariable<Schema extends z.ZodType>(schema: Schema, example: string) {
  return z
    .string({ error: `must be JSON such as ${example}` })
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: `is not JSON; it must look like ${example}` });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
