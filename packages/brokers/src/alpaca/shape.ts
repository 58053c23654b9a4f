const LONGEST = 300;
const DEEPEST = 3;
const MOST_FIELDS = 40;

/**
 * The names and kinds of the fields of something unexpected, such as `{id:string,legs:[{qty:null}]}`: enough
 * to see what a venue changed, and no value of it. At most 300 characters, in one line.
 */
export function shapeOf(value: unknown): string {
  return shape(value, 0).slice(0, LONGEST);
}

function shape(value: unknown, depth: number): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return `[${value.length === 0 ? '' : shape(value[0], depth + 1)}]`;
  const fields = Object.entries(value).slice(0, MOST_FIELDS);
  return `{${fields.map(([name, field]) => `${plain(name)}:${shape(field, depth + 1)}`).join(',')}}`;
}

/** A word of the venue's as it may stand in a log: short, and nothing in it that could end a line. */
export const plain = (word: string) => word.replaceAll(/[^\w.:-]/g, '?').slice(0, 40);
