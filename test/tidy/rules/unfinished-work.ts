import { isCode, type Rule } from '../rule.ts';

// Put together here, or this file would be the first to break the rule.
const MARKS = ['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK', 'X' + 'XX'];
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\b(${MARKS.join('|')})\\b`), 'unfinished work'],
  [/\b(test|it|describe|suite|bench)(\.\w+)*\.only\b/, 'a test that hides all others'],
  [new RegExp(`@ts-${'ignore'}|@ts-${'nocheck'}`), 'an error that is silenced'],
];

export const unfinishedWork: Rule = {
  name: 'nothing is left unfinished, hidden or silenced',
  concerns: isCode,
  violations: (files) =>
    files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, at) =>
          PATTERNS.filter(([pattern]) => pattern.test(line)).map(
            ([, what]) => `${path}:${at + 1} has ${what}`,
          ),
        ),
    ),
};
