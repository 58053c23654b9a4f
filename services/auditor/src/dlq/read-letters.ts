import type { RecordPosition } from '@orderonce/kafka';
import type { CommandContext, System } from '../command-line/command-context.ts';
import { CommandFailure } from '../command-line/command-failure.ts';
import { readPatiently } from '../kafka/read-patiently.ts';
import { type FoundLetter, foundLetter, placeText } from './found-letter.ts';

/** The dead letters of a time, oldest first; `strangers` counts records of the topic that are none of ours. */
export async function readLetters(
  { connection, topics: { deadLetters: topic } }: System,
  progress: CommandContext['progress'],
  { fromMs, toMs }: { readonly fromMs?: number | undefined; readonly toMs: number },
): Promise<{ readonly letters: readonly FoundLetter[]; readonly strangers: number }> {
  const letters: FoundLetter[] = [];
  let strangers = 0;
  let read = 0;
  using shown = progress(`reading ${topic}`);
  const from = fromMs === undefined ? 'beginning' : { timestampMs: fromMs };
  for await (const batch of readPatiently(connection, { topic, from, until: 'end' })) {
    for (const record of batch) {
      if (record.logTimeMs > toMs) continue;
      const letter = foundLetter(record);
      if (letter === null) strangers += 1;
      else letters.push(letter);
    }
    read += batch.length;
    shown.at(read, read);
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
  const offsets = new Map([[place.partition, place.offset]]);
  const reading = readPatiently(connection, { topic, from: { offsets }, until: 'end' });
  for await (const batch of reading)
    for (const record of batch) {
      if (record.partition !== place.partition || record.offset !== place.offset) continue;
      const letter = foundLetter(record);
      if (letter !== null) return letter;
      throw new CommandFailure('REFUSED', `${topic} ${placeText(place)} is no dead letter of ours`);
    }
  throw new CommandFailure(
    'REFUSED',
    `there is no dead letter ${placeText(place)} on ${topic}; "dlq list" shows those that are`,
  );
}
