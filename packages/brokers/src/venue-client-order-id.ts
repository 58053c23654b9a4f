import { type ClientOrderId, clientOrderIdSchema } from '@orderonce/contracts';
import type { ClientOrderIdFormat } from './capabilities.ts';

/** The longest id of ours: ten of the strategy, six, six and eight, and the dashes between them. */
const LONGEST = { printable: 33, 'letters-and-digits': 30 } as const;

/** Behind the strategy everything has a fixed width, so the dashes can be put back. */
const WITHOUT_DASHES = /^([A-Z0-9]{1,10})([0-9A-Z]{6})([0-9]{6})([0-9a-f]{8})$/;

/** Our id as the venue can take it: two ids of ours never become one. */
export function venueClientOrderId(id: ClientOrderId, { charset }: ClientOrderIdFormat): string {
  return charset === 'printable' ? id : id.replaceAll('-', '');
}

/** The way back: our id in the venue's spelling, and any other text, which is nobody's of ours, as it is. */
export function ourClientOrderId(
  text: string,
  { charset }: ClientOrderIdFormat,
): ClientOrderId | string {
  if (charset === 'printable') return text;
  const parts = WITHOUT_DASHES.exec(text)?.slice(1).join('-');
  const read = clientOrderIdSchema.safeParse(parts);
  return read.success ? read.data : text;
}

/**
 * @throws when the venue takes no ids as long as ours can be: cutting one could make it another's
 */
export function assertIdsFit({ charset, maxLength }: ClientOrderIdFormat): void {
  if (maxLength < LONGEST[charset])
    throw new Error(
      `client order ids have up to ${LONGEST[charset]} characters here, the venue takes ${maxLength}`,
    );
}
