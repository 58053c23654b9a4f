import { isCode, type Rule } from '../rule.ts';

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = /^(utils?|helpers?|commons?|managers?|misc|abstract)$/i;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;

export const names: Rule = {
  name: 'files and folders of code are in kebab-case and named for what is in them',
  concerns: isCode,
  violations: (files) => files.flatMap(({ path }) => path.split('/').flatMap(judge(path))),
};

function judge(path: string): (segment: string) => string[] {
  return (segment) => {
    const words = segment.split(/[-._]/);
    const complaints: string[] = [];
    if (words.some((word) => EMPTY_NAMES.test(word)))
      complaints.push(`${path} has a name that says nothing: ${segment}`);
    if (!KEBAB_CASE.test(segment)) complaints.push(`${path} is not in kebab-case: ${segment}`);
    return complaints;
  };
}
