import { z } from 'zod';

/** A variable that is a number from `least` to `most`. */
export function numberVariable(least: number, most: number) {
  return inRange('a number', least, most);
}

/** The same for numbers without a fraction: counts, ports, seeds. */
export function wholeVariable(least: number, most: number) {
  return inRange('a whole number', least, most).int('must be a whole number');
}

/** The same for times; such a variable's name ends in `_MS`. */
export function millisecondsVariable(least: number, most: number) {
  return inRange('whole milliseconds', least, most).int('must be whole milliseconds');
}

function inRange(what: string, least: number, most: number) {
  return z.coerce
    .number({ error: `must be ${what} from ${least} to ${most}` })
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);
}
