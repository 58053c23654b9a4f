import type { Judged } from '../latency/bench-table.ts';
import type { Pass } from './replayed-outcomes.ts';

export interface Replay {
  readonly intents: number;
  /** The intents' first way through. */
  readonly first: Pass;
  readonly reset: Pass;
  readonly copies: Pass;
  /** That the venue got for old intents. */
  readonly posts: number;
}

const LEAST_PER_SECOND = 10_000;

export function judgeReplay({ intents, first, reset, copies, posts }: Replay): Judged[] {
  const changed = [...reset.verdicts].filter(([id, text]) => first.verdicts.get(id) !== text);
  const missing = intents - reset.verdicts.size;
  const strange = reset.others + reset.duplicates.size + copies.others;
  return [
    speedRow(`offsets reset, ${intents} intents again`, reset),
    speedRow(`${intents} intents produced once more`, copies),
    {
      what: 'settled before, by the first way through',
      measured: `${first.verdicts.size} verdicts`,
      required: `${intents}`,
      holds: first.verdicts.size === intents,
    },
    zeroRow('POSTs at the venue for old intents', posts),
    zeroRow(
      'verdicts that differ, are missing or are new after the reset',
      changed.length + missing,
    ),
    zeroRow('verdicts after the second copies', copies.verdicts.size),
    zeroRow('copies not answered as duplicates', intents - copies.duplicates.size),
    zeroRow('other outcomes', strange),
  ];
}

function speedRow(what: string, { perSecond }: Pass): Judged {
  return {
    what,
    measured: `${perSecond.toFixed(0)}/s`,
    required: `≥ ${LEAST_PER_SECOND}/s`,
    holds: perSecond >= LEAST_PER_SECOND,
  };
}

function zeroRow(what: string, count: number): Judged {
  return { what, measured: String(count), required: '0', holds: count === 0 };
}
