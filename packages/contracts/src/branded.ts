import type { z } from 'zod';

/** A string schema whose output carries a brand; a type and nothing at run time. */
export function branded<Brand extends string>(schema: z.ZodString): z.ZodType<Brand, string> {
  return schema as unknown as z.ZodType<Brand, string>;
}
