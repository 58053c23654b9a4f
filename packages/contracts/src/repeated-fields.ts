/** Strings and structure of a JSON text; numbers, words and blanks do not matter here. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

interface Level {
  /** Null inside an array. */
  readonly names: Set<string> | null;
  /** The field or the index that is being read at this level. */
  step: string | number;
}

/**
 * The fields that stand more than once in the same object, as paths, in order of appearance.
 *
 * @param text valid JSON; on anything else the answer means nothing
 */
export function repeatedFields(text: string): (string | number)[][] {
  const levels: Level[] = [];
  const repeated: (string | number)[][] = [];
  let lastString = '""';
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ names: new Set(), step: '' });
    else if (token === '[') levels.push({ names: null, step: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && typeof level?.step === 'number') level.step += 1;
    else if (token === ':' && level?.names) {
      level.step = JSON.parse(lastString) as string;
      if (level.names.has(level.step)) repeated.push(levels.map(({ step }) => step));
      level.names.add(level.step);
    } else if (token.startsWith('"')) lastString = token;
  }
  return repeated;
}
