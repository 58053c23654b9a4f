/**
 * The same text on its own. What is cut out of a long text keeps all of it in memory as long as the piece is kept;
 * this is for the few pieces of a record that are kept.
 */
export function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** The same, or `known` where that is the same text: most ids were kept before. */
export function detachedAs<Text extends string>(
  text: Text | undefined,
  known: string | undefined,
): Text | undefined {
  if (text === undefined) return undefined;
  return (text === known ? known : detached(text)) as Text;
}
