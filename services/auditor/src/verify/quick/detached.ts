const COPIED = Buffer.allocUnsafeSlow(1024);

/**
 * The same text on its own. What is cut out of a long text keeps all of it in memory as long as the piece is kept, and
 * what was put together keeps its pieces; this is for the few texts of a record that are kept. One that is long or not
 * ASCII, as no id of ours is, stays as it is.
 */
export function detached<Text extends string>(text: Text): Text {
  const length = COPIED.write(text);
  return length === text.length ? (COPIED.toString('latin1', 0, length) as Text) : text;
}

/** The same, or `known` where that is the same text: most ids were kept before. */
export function detachedAs<Text extends string | undefined>(
  text: Text,
  known: string | undefined,
): Text {
  if (text === undefined) return text;
  return text === known ? (known as Text) : detached(text);
}
