import type { z } from 'zod';

/** JSON values have types of their own; variables are all text, and only what it stands for can be wrong. */
export type InputForm = 'json' | 'variables';

/** What a schema wants, in plain words, where it has no message of its own. Never repeats the value. */
export function ruleOf(issue: z.core.$ZodRawIssue, form: InputForm): string {
  switch (issue.code) {
    case 'invalid_type':
      return form === 'json'
        ? `must be ${typeName(issue.expected)}${otherThan(issue)}`
        : `must be ${typeName(issue.expected)}`;
    case 'invalid_value':
      return mustBeOneOf(issue.values);
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? mustBeOneOf(issue.options)
        : 'has a form that is not known here';
    case 'unrecognized_keys':
      return 'is not a known field';
    case 'too_small':
      return mustBe(
        issue.inclusive === false ? 'more than' : 'at least',
        issue.minimum,
        issue.origin,
      );
    case 'too_big':
      return mustBe(
        issue.inclusive === false ? 'less than' : 'at most',
        issue.maximum,
        issue.origin,
      );
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.format === 'regex'
        ? `must match ${issue.pattern}`
        : `must be a valid ${issue.format}`;
    default:
      return 'is not valid';
  }
}

function mustBeOneOf(words: readonly unknown[]): string {
  return `must be ${words.length > 1 ? 'one of ' : ''}${words.map(String).join(', ')}`;
}

function mustBe(bound: string, limit: number | bigint, origin: string): string {
  if (origin === 'string') return `must be ${bound} ${limit} characters long`;
  return `must ${origin === 'array' ? 'have' : 'be'} ${bound} ${limit}`;
}

function typeName(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return withArticle(expected);
}

/** Says what was given, unless that is the type that was wanted: `1.5` where a whole number belongs. */
function otherThan({ input, expected }: z.core.$ZodRawIssue): string {
  const got = input === null ? 'null' : withArticle(Array.isArray(input) ? 'array' : typeof input);
  return got === typeName(String(expected)) ? '' : `, not ${got}`;
}

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
