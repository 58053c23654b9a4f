import { MAX_MESSAGE_BYTES } from '../json-text.ts';

/** The text of bytes that a quick reader may look at: it takes nothing but ASCII, which is the same in any spelling. */
export function plainText(bytes: Buffer | null): string | null {
  return bytes === null || bytes.length > MAX_MESSAGE_BYTES ? null : bytes.toString('latin1');
}
