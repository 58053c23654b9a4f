import type { DeadLetterStory, RefusedOutcome } from '@orderonce/contracts';
import { type Refusal, refusedUnreadable } from '@orderonce/decisions';
import type { IncomingRecord, RecordPosition } from '@orderonce/kafka';
import { different, type Finding, undecidable } from './finding.ts';
import { judgeLetter } from './judge-letter.ts';
import type { ReplayTally } from './replay-tally.ts';
import { sameOutcome } from './same-outcome.ts';

/** A record that nobody could use. */
export interface RefusedCopy {
  readonly position: RecordPosition;
  readonly logTimeMs: number;
  readonly refusal: Refusal;
  /** Null: not even its id can be read. */
  readonly expected: RefusedOutcome | null;
  isTold: boolean;
}

export interface Told {
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

/** What one partition could not use, by the place of the intent, and what it tells of what others could not. */
export interface Refusals {
  readonly copies: ReadonlyMap<string, RefusedCopy>;
  readonly told: readonly Told[];
  /** The log's time of the last outcome. */
  readonly lastToldMs: number;
}

export function refusedCopy(record: IncomingRecord, refusal: Refusal): RefusedCopy {
  const { topic, partition, offset, logTimeMs } = record;
  return {
    position: { topic, partition, offset },
    ...{ refusal, logTimeMs },
    expected: refusedUnreadable(refusal, record, 0),
    isTold: false,
  };
}

/** Over all partitions: an intent in the wrong one is answered in the right one. */
export function judgeRefusals(
  all: readonly Refusals[],
  letters: Letters,
  tally: ReplayTally,
): void {
  for (const { told } of all) for (const one of told) judgeTold(one, all, tally);
  for (const { copies, lastToldMs } of all)
    for (const [place, copy] of copies) judgeCopy(place, copy, { letters, lastToldMs, tally });
}

function judgeTold({ outcome, at }: Told, all: readonly Refusals[], tally: ReplayTally): void {
  const { intent, clientOrderId } = outcome;
  const place = `${intent?.partition}/${intent?.offset}`;
  const copy = all.map(({ copies }) => copies.get(place)).find((one) => one !== undefined);
  const about = { about: 'REFUSED', clientOrderId, recorded: at };
  if (copy === undefined) tally.note(undecidable('its intent is not in what was read'), about);
  else tally.note(judge(copy, outcome), { ...about, intent: copy.position });
}

function judgeCopy(
  place: string,
  { position, refusal, logTimeMs, expected, isTold }: RefusedCopy,
  {
    letters,
    lastToldMs,
    tally,
  }: { readonly letters: Letters; readonly lastToldMs: number; readonly tally: ReplayTally },
): void {
  const { clientOrderId } = refusal.readable;
  const about = { intent: position, ...(clientOrderId !== undefined && { clientOrderId }) };
  const isOnItsWay = logTimeMs > lastToldMs - ON_ITS_WAY_MS;
  const onItsWay = undecidable('nothing was told of it yet');
  const letter = letters.stories.get(place);
  const finding =
    letter === undefined && isOnItsWay ? onItsWay : judgeLetter(refusal, letter, letters.areWhole);
  tally.note(finding, { about: 'dead letter', ...about });
  if (expected === null || isTold) return;
  const missing = isOnItsWay ? onItsWay : different('a REFUSED outcome', 'none');
  tally.note(missing, { about: 'REFUSED', ...about });
}

function judge(copy: RefusedCopy, outcome: RefusedOutcome): Finding {
  copy.isTold = true;
  return copy.expected === null
    ? different('no outcome of what has no id', 'REFUSED')
    : sameOutcome(copy.expected, outcome);
}
