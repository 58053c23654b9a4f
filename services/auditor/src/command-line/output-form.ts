import { z } from 'zod';
import { jsonOption } from './read-input.ts';

/** Options of commands that can also print a sheet. */
export const formOptions = { ...jsonOption, csv: z.boolean().default(false) };

/** One form of output at a time. */
export function oneForm<
  Schema extends z.ZodType<{ readonly json: boolean; readonly csv: boolean }>,
>(schema: Schema): Schema {
  return schema.refine(({ json, csv }) => !(json && csv), {
    path: [],
    message: '--json and --csv do not go together',
  });
}
