/** The middle of some numbers, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** @throws {RangeError} when there are none */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((left, right) => left - right);
  const at = (place: number) => {
    const number = sorted[place];
    if (number === undefined) throw new RangeError('a spread of nothing');
    return number;
  };
  const half = sorted.length / 2;
  const median = (at(Math.floor(half)) + at(Math.ceil(half) - 1)) / 2;
  return { median, least: at(0), most: at(sorted.length - 1) };
}

/** `2.1 (1.9 – 2.6)` */
export function spreadText(numbers: readonly number[], digits: number): string {
  const { median, least, most } = spreadOf(numbers);
  return `${median.toFixed(digits)} (${least.toFixed(digits)} – ${most.toFixed(digits)})`;
}
