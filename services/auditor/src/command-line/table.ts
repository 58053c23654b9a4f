import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import pc from 'picocolors';

const GAP = '  ';
const LEAST_WIDTH = 20;

/**
 * Columns under their names, without lines between them. The last column takes what is left of the width and
 * wraps there; all others stay whole, so that an id can be copied.
 */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string {
  const fixed = head
    .slice(0, -1)
    .map((name, at) => Math.max(name.length, ...rows.map((row) => visibleLength(row[at]))));
  const used = fixed.reduce((sum, width) => sum + width + GAP.length, 0);
  const table = new Table({
    chars: { ...NO_LINES, middle: GAP },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: head.map((name) => pc.bold(name)),
    colWidths: [...fixed, Math.max(LEAST_WIDTH, columns - used)],
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  return withoutTrailingSpaces(table.toString());
}

/** A name and what it is, a line each; what is undefined is left out. */
export function factsText(
  facts: readonly (readonly [name: string, value: string | undefined])[],
  columns: number,
): string {
  const told = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const width = Math.max(...told.map(([name = '']) => name.length));
  const table = new Table({
    chars: { ...NO_LINES, middle: GAP },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: [width, Math.max(LEAST_WIDTH, columns - width - GAP.length)],
    wordWrap: true,
  });
  table.push(...told.map(([name = '', value = '']) => [pc.dim(name), value]));
  return withoutTrailingSpaces(table.toString());
}

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '' },
  ...{ right: '', 'right-mid': '' },
};

function visibleLength(text = ''): number {
  return stripVTControlCharacters(text).length;
}

function withoutTrailingSpaces(text: string): string {
  return text.replace(/ +$/gm, '');
}
