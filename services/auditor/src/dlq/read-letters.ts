import { type RecordPosition, readRecords } from '@orderonce/kafka';
import type { System } from '../command-line/command-context.ts';
import { CommandFailure } from '../command-line/command-failure.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import { logRange, type RangeLimits, readRange } from '../kafka/log-range.ts';
import { asCommandFailure } from '../kafka/read-patiently.ts';
import { type FoundLetter, foundLetter, placeText } from './found-letter.ts';

/** The dead letters of a time, oldest first; `strangers` counts records of the topic that are none of ours. */
export async function readLetters(
  { connection, topics }: System,
  progress: ShowProgress,
  limits: RangeLimits,
): Promise<{ readonly letters: readonly FoundLetter[]; readonly strangers: number }> {
  const letters: FoundLetter[] = [];
  let strangers = 0;
  const range = await logRange(connection, topics.deadLetters, limits);
  for await (const batch of readRange(connection, range, progress))
    for (const record of batch) {
      const letter = foundLetter(record);
      if (letter === null) strangers += 1;
      else letters.push(letter);
    }
  return { letters: letters.sort((a, b) => a.logTimeMs - b.logTimeMs), strangers };
}

/**
 * The letter at a place.
 *
 * @throws {CommandFailure} `REFUSED` when there is none
 */
export async function readLetter(
  { connection, topics: { deadLetters: topic } }: System,
  place: Pick<RecordPosition, 'partition' | 'offset'>,
): Promise<FoundLetter> {
  const [record] = await readRecords(connection, [{ topic, ...place }]).catch((error: unknown) => {
    throw asCommandFailure(error, topic);
  });
  if (record !== undefined) {
    const letter = foundLetter(record);
    if (letter !== null) return letter;
    throw new CommandFailure('REFUSED', `${topic} ${placeText(place)} is no dead letter of ours`);
  }
  throw new CommandFailure(
    'REFUSED',
    `there is no dead letter ${placeText(place)} on ${topic}; "dlq list" shows those that are`,
  );
}
