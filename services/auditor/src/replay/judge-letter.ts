import type { DeadLetterStory, Problem } from '@orderonce/contracts';
import type { Refusal } from '@orderonce/decisions';
import { different, type Finding, recorded, SAME, undecidable } from './finding.ts';

/** Whether what cannot be read was set aside for the reasons that the decoder gives now. */
export function judgeLetter(
  { reason, problems }: Refusal,
  letter: DeadLetterStory | undefined,
  areLettersWhole: boolean,
): Finding {
  const expected = `${reason}: ${problems.map(problemText).join('; ')}`;
  if (letter === undefined)
    return areLettersWhole
      ? different(`a dead letter, ${expected}`, 'none')
      : undecidable('its dead letter is gone');
  const found = `${letter.reason}: ${letter.problems.map(problemText).join('; ')}`;
  if (found === expected) return SAME;
  return letter.reason === 'UNSUPPORTED_SCHEMA_VERSION'
    ? recorded('an older version of the executor refused it')
    : different(expected, found);
}

/** What a parser says of broken JSON depends on its version. */
function problemText({ path, rule }: Problem): string {
  const stable = rule.startsWith('is not JSON') ? 'is not JSON' : rule;
  return path === '' ? stable : `${path} ${stable}`;
}
