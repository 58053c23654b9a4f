import pc from 'picocolors';
import { tableText } from '../../command-line/table.ts';
import { ageText } from '../../command-line/time-text.ts';
import type { MomentEvent } from '../../trace/moment.ts';
import type { TimedMoment } from '../../trace/time-line.ts';

const DAY_LENGTH = '2026-11-22'.length;
const SINCE_LENGTH = '+99999 ms'.length;
const LONG_MS = 100_000;

/** A line a moment: when, how long after the first one, who witnessed it, what. */
export function timeLineText(moments: readonly TimedMoment[], columns: number): string {
  const clocks = moments.map(({ atMs }) => clockText(atMs));
  const isOneDay = new Set(clocks.map((clock) => clock.slice(0, DAY_LENGTH))).size === 1;
  const rows = moments.map(({ sinceFirstMs, source, event, text }, at) => [
    pc.dim((clocks[at] ?? '').slice(isOneDay ? DAY_LENGTH + 1 : 0)),
    sinceText(sinceFirstMs),
    pc.cyan(source),
    colourOf(event)(text),
  ]);
  return tableText(['AT (UTC)', 'AFTER'.padStart(SINCE_LENGTH), 'WHERE', 'WHAT'], rows, columns);
}

function clockText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 23).replace('T', ' ');
}

function sinceText(sinceFirstMs: number): string {
  const text = sinceFirstMs < LONG_MS ? `${sinceFirstMs} ms` : ageText(sinceFirstMs);
  return `+${text}`.padStart(SINCE_LENGTH);
}

const plain = (text: string) => text;

function colourOf(event: MomentEvent): (text: string) => string {
  switch (event) {
    case 'ACCEPTED':
    case 'TRADE':
      return pc.green;
    case 'REJECTED':
    case 'DENIED':
    case 'REFUSED':
    case 'DEAD_LETTER':
    case 'UNREADABLE':
    case 'OTHER_INTENT':
      return pc.red;
    case 'HELD':
    case 'HOLD':
    case 'CORRECTION':
      return pc.yellow;
    case 'submit':
    case 'replace':
    case 'cancel':
    case 'look-up':
    case 'REPEATED':
      return pc.dim;
    default:
      return plain;
  }
}
