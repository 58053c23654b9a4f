import type { Shape } from './shape.ts';

/** What may stand between two quotes, as the source of a regular expression, and how long it may be. */
export interface TextPattern {
  readonly source: string;
  readonly minLength: number;
  readonly maxLength: number;
}

/** ASCII that JSON has in a string as it is: no quotes, backslashes or control characters. */
const PLAIN = String.raw`[ !#-\[\]-~]*`;
const CLASS = /\[[^\]]*\]/g;
const GROUP = /\(\?:[^()[\].\\"^$]*\)/g;
const STRANGE = /[.\\"^$[\]()|]/;
const CLASS_OF_LENGTH = /^(\[[^\]]*\])\{([0-9]+)(?:,([0-9]+))?\}$/;

/**
 * All the rules of a text as one. Nothing of it reaches beyond the quote at its end.
 *
 * @throws when a rule says more than is understood here
 */
export function textPattern(shape: Shape): TextPattern {
  const { pattern, allOf = [], minLength = 0, maxLength = Number.POSITIVE_INFINITY } = shape;
  const rules = [...(pattern === undefined ? [] : [pattern]), ...allOf.map((one) => one.pattern)];
  const whole = rules.find(isWhole);
  const ahead = rules.filter((rule) => rule !== whole).map((rule) => `(?=${inQuotes(rule)})`);
  const front = ahead.join('');
  if (whole === undefined) return { source: front + PLAIN, minLength, maxLength };
  const body = withinQuotes(whole.slice(1, -1));
  const [, letters, least = '', most = least] = CLASS_OF_LENGTH.exec(body) ?? [];
  if (letters === undefined) return { source: front + body, minLength, maxLength };
  // To count while matching takes several times as long as to look at the length behind it.
  return {
    source: `${front}${letters}*`,
    minLength: Math.max(minLength, Number(least)),
    maxLength: Math.min(maxLength, Number(most)),
  };
}

/** Says of each character what it may be; "anything but" leaves the rest of ASCII open. */
const isWhole = (rule: string) =>
  rule.startsWith('^') && rule.endsWith('$') && !rule.includes('[^');

/** A rule about a part of the text, for the place behind the first quote. */
function inQuotes(rule: string): string {
  const begun = rule.startsWith('^') ? rule.slice(1) : `[^]*${rule}`;
  const body = begun.replaceAll('[^', '[^"');
  return body.endsWith('$') ? `${withinQuotes(body.slice(0, -1))}(?=")` : withinQuotes(body);
}

/** The same source, once it is sure that nothing in it takes a quote. */
function withinQuotes(source: string): string {
  const classes = source.match(CLASS) ?? [];
  const outside = source.replaceAll(CLASS, '').replaceAll('\\.', '').replaceAll(GROUP, '');
  if (STRANGE.test(outside) || classes.some((one) => new RegExp(one).test('"')))
    throw new Error(`the pattern ${source} is not understood`);
  return source;
}
