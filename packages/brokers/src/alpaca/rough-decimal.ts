import { decimalSchema, MAX_FRACTION_DIGITS } from '@orderonce/contracts';
import { z } from 'zod';

const EXCESS = new RegExp(`(\\.[0-9]{${MAX_FRACTION_DIGITS}})[0-9]+$`);

/** An average, which a venue may tell with more digits than an amount can have: those are cut off. */
export const roughDecimalSchema = z
  .string()
  .transform((text) => text.replace(EXCESS, '$1'))
  .pipe(decimalSchema);
