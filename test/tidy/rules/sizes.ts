import { isCode, isTestCode, type Rule } from '../rule.ts';

const MOST_LINES = 300;

export const sizes: Rule = {
  name: `a source file has at most ${MOST_LINES} lines`,
  concerns: (path) => isCode(path) && !isTestCode(path),
  violations: (files) =>
    files.flatMap(({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > MOST_LINES ? [`${path} has ${lines} lines`] : [];
    }),
};
