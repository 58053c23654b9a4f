const MOST = 10;

/** `A, B and 3 more`: a list of any length in a text that has an end. */
export function shortList(words: readonly string[]): string {
  const shown = words.slice(0, MOST).join(', ');
  return words.length <= MOST ? shown : `${shown} and ${words.length - MOST} more`;
}
