import type { DeadLetterStory, RefusedOutcome } from '@orderonce/contracts';
import { type Refusal, refusedUnreadable } from '@orderonce/decisions';
import type { IncomingRecord, RecordPosition } from '@orderonce/kafka';
import { different, type Finding, undecidable } from './finding.ts';
import { judgeLetter } from './judge-letter.ts';
import type { ReplayTally } from './replay-tally.ts';
import { sameOutcome } from './same-outcome.ts';

/** A record that nobody could use. */
interface RefusedCopy {
  readonly position: RecordPosition;
  readonly logTimeMs: number;
  readonly refusal: Refusal;
  /** Null: not even its id can be read. */
  readonly expected: RefusedOutcome | null;
  isTold: boolean;
}

interface Told {
  readonly outcome: RefusedOutcome;
  readonly at: RecordPosition;
}

/** Dead letters as they were told, by the place of the intent: `3/42`. */
export interface Letters {
  readonly stories: ReadonlyMap<string, DeadLetterStory>;
  /** Whether all that were ever written are there. */
  readonly areWhole: boolean;
}

/** How long before the last outcome a record is at least that should have been answered by now. */
const ON_ITS_WAY_MS = 60_000;

/** What one partition could not use, and what it tells of what others could not. */
export class Refusals {
  readonly #copies = new Map<string, RefusedCopy>();
  readonly #told: Told[] = [];
  /** The log's time of the last outcome. */
  lastToldMs = 0;

  expect(record: IncomingRecord, refusal: Refusal): void {
    const { topic, partition, offset, logTimeMs } = record;
    this.#copies.set(`${partition}/${offset}`, {
      position: { topic, partition, offset },
      ...{ refusal, logTimeMs },
      expected: refusedUnreadable(refusal, record, 0),
      isTold: false,
    });
  }

  tell(outcome: RefusedOutcome, at: RecordPosition): void {
    this.#told.push({ outcome, at });
  }

  /** What was told here of records of any partition: an intent in the wrong one is answered in the right one. */
  judgeTold(all: readonly Refusals[], tally: ReplayTally): void {
    for (const { outcome, at } of this.#told) {
      const { intent, clientOrderId } = outcome;
      const place = `${intent?.partition}/${intent?.offset}`;
      const copy = all.map((one) => one.#copies.get(place)).find((one) => one !== undefined);
      const about = { about: 'REFUSED', clientOrderId, recorded: at };
      if (copy === undefined) tally.note(undecidable('its intent is not in what was read'), about);
      else tally.note(judge(copy, outcome), { ...about, intent: copy.position });
    }
  }

  /** To be asked when everything that was told was judged. */
  judgeCopies({ stories, areWhole }: Letters, tally: ReplayTally): void {
    for (const [place, { position, refusal, logTimeMs, expected, isTold }] of this.#copies) {
      const { clientOrderId } = refusal.readable;
      const about = { intent: position, ...(clientOrderId !== undefined && { clientOrderId }) };
      const isOnItsWay = logTimeMs > this.lastToldMs - ON_ITS_WAY_MS;
      const onItsWay = undecidable('nothing was told of it yet');
      const letter = stories.get(place);
      const finding =
        letter === undefined && isOnItsWay ? onItsWay : judgeLetter(refusal, letter, areWhole);
      tally.note(finding, { about: 'dead letter', ...about });
      if (expected === null || isTold) continue;
      const missing = isOnItsWay ? onItsWay : different('a REFUSED outcome', 'none');
      tally.note(missing, { about: 'REFUSED', ...about });
    }
  }
}

function judge(copy: RefusedCopy, outcome: RefusedOutcome): Finding {
  copy.isTold = true;
  return copy.expected === null
    ? different('no outcome of what has no id', 'REFUSED')
    : sameOutcome(copy.expected, outcome);
}
