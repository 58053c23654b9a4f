import { hash } from 'node:crypto';
import { decodeDeadLetter, TOPICS } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { Findings, RecordPlace } from '../findings.ts';
import { GapWatch } from '../partition/watch-gaps.ts';
import type { OffsetSpan, SetAside } from '../scope.ts';

/** By partition of the intents topic, and there by the offset that they name. */
export type Letters = ReadonlyMap<number, ReadonlyMap<string, SetAside>>;

/** Takes the dead letters, holds each against its own story, and keeps the stories. */
export class DeadLetterReading {
  readonly #topic: string;
  readonly #findings: Findings;
  readonly #gaps: ReadonlyMap<number, GapWatch>;
  readonly #letters = new Map<number, Map<string, SetAside>>();

  constructor(topic: string, spans: ReadonlyMap<number, OffsetSpan>, findings: Findings) {
    this.#topic = topic;
    this.#findings = findings;
    this.#gaps = new Map(
      Array.from(spans, ([partition, span]) => [
        partition,
        new GapWatch(topic, partition, span, findings),
      ]),
    );
  }

  take(record: IncomingRecord): void {
    const { partition, offset } = record;
    this.#gaps.get(partition)?.see(Number(offset));
    this.#findings.checked('dead-letters');
    const place = { topic: this.#topic, partition, offset };
    const letter = decodeDeadLetter(record);
    if (letter === null) {
      this.#complain([place], 'a dead letter with its story', 'a record without it');
      return;
    }
    const { story, value } = letter;
    if (!story.topic.endsWith(TOPICS.intents.name)) return;
    const isWhole = story.value !== null && !story.value.isCut;
    if (isWhole && hash('sha256', value ?? '') !== story.value?.sha256)
      this.#complain([place], `the bytes of SHA-256 ${story.value?.sha256}`, 'others');
    this.#keep(story.partition, {
      offset: story.offset,
      letterPartition: partition,
      letterOffset: offset,
      sha256: story.value?.sha256 ?? null,
      reason: story.reason,
    });
  }

  /** What the stories tell, when all letters were taken. */
  close(): Letters {
    for (const gaps of this.#gaps.values()) gaps.close();
    return this.#letters;
  }

  /** Set aside twice, after a crash, it is still the same record. */
  #keep(partition: number, letter: SetAside): void {
    const letters = this.#letters.get(partition) ?? new Map<string, SetAside>();
    this.#letters.set(partition, letters);
    const known = letters.get(letter.offset);
    if (known === undefined) letters.set(letter.offset, letter);
    else if (known.sha256 !== letter.sha256)
      this.#complain(
        [letterPlace(this.#topic, known), letterPlace(this.#topic, letter)],
        `the same bytes of ${partition}/${letter.offset}`,
        'others',
      );
  }

  #complain(records: readonly RecordPlace[], expected: string, found: string): void {
    this.#findings.add({ check: 'dead-letters', records, expected, found });
  }
}

export function letterPlace(topic: string, letter: SetAside): RecordPlace {
  return { topic, partition: letter.letterPartition, offset: letter.letterOffset };
}
