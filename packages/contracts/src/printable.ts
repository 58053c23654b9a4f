// Control, format (bidirectional overrides), unpaired surrogate and line separator characters.
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside made safe for a log line, a terminal and a header: what could move a cursor, begin a
 * line or turn the reading direction is written as `\u{…}`, and anything long is cut.
 */
export function printable(text: string, maxLength = 80): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
