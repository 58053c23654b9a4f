import { isAscii } from 'node:buffer';
import { MAX_MESSAGE_BYTES } from '@orderonce/contracts';
import { NO, type Read } from './cursor.ts';

/** The text of bytes that a quick reader may read; null: they hold what only the thorough one knows to read. */
export function plainText(bytes: Buffer | null): string | null {
  if (bytes === null || bytes.length > MAX_MESSAGE_BYTES || !isAscii(bytes)) return null;
  const text = bytes.toString('latin1');
  return text.includes('\\') ? null : text;
}

/** The one value that the text is; `NO` when there is more, or anything that is not exactly as it must be. */
export function readWhole(read: Read, text: string): unknown {
  const cursor = { text, at: 0 };
  const value = read(cursor);
  return cursor.at === text.length ? value : NO;
}
