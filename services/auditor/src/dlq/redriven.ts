import type { RecordPosition } from '@orderonce/kafka';
import type { System } from '../command-line/command-context.ts';
import { readPatiently } from '../kafka/read-patiently.ts';
import { type FoundLetter, placeText } from './found-letter.ts';

/** The header of a redriven intent that names the letter: `orders.intents.dlq/0/12`. */
const FROM = 'redriven-from';
const WHO = 'redriven-who';
const WHY = 'redriven-why';

/** Between the clocks of brokers, of which each dates its own partitions. */
const CLOCK_MARGIN_MS = 60_000;

/** One earlier redrive of a letter, as it stands on the intents topic. */
export interface Redriven {
  readonly position: RecordPosition;
  readonly atMs: number;
  readonly who: string;
  readonly why: string;
}

/** Where a redriven intent came from, who sent it again and why. */
export function redrivenHeaders(
  topic: string,
  { partition, offset }: FoundLetter,
  { who, why }: Pick<Redriven, 'who' | 'why'>,
): Readonly<Record<string, string>> {
  return { [FROM]: `${topic}/${partition}/${offset}`, [WHO]: who, [WHY]: why };
}

/** The redrives of a letter that are still on the intents topic, oldest first. */
export async function redrivesOf(
  { connection, topics }: System,
  letter: FoundLetter,
): Promise<readonly Redriven[]> {
  const place = `${topics.deadLetters}/${letter.partition}/${letter.offset}`;
  const redrives: Redriven[] = [];
  const reading = readPatiently(connection, {
    topic: topics.intents,
    // A letter was there before it was redriven.
    from: { timestampMs: letter.logTimeMs - CLOCK_MARGIN_MS },
    until: 'end',
    mayHold: (bytes) => bytes.includes(place),
  });
  for await (const batch of reading)
    for (const { headers, topic, partition, offset, logTimeMs } of batch) {
      if (headers[FROM] !== place) continue;
      const position = { topic, partition, offset };
      const [who = '', why = ''] = [headers[WHO], headers[WHY]];
      redrives.push({ position, atMs: logTimeMs, who, why });
    }
  return redrives.sort((a, b) => a.atMs - b.atMs);
}

export function redrivenAtText({ position }: Redriven): string {
  return `${position.topic} ${placeText(position)}`;
}
