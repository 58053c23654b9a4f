import { printable } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import pc from 'picocolors';
import { tableText } from '../../command-line/table.ts';
import type { Difference } from '../../replay/finding.ts';
import type { Replayed } from '../../replay/replay-topics.ts';

const MOST_SHOWN = 50;
const MAX_TEXT_LENGTH = 1000;

/** What was asked again, in numbers. */
export function countsText({ findings, outcomeIds, stateHash, isSameTwice }: Replayed): string {
  const { intents, outcomes, reports, same, recorded, undecidable } = findings;
  const lines = [
    `${intents} intents, ${outcomes} outcomes, of which ${reports} are reports of executions.`,
    `${same} things that were decided or computed come out as they were recorded.`,
    ...reasonLines('rest on facts that are on no topic, and can be so', recorded),
    ...reasonLines('cannot be asked again', undecidable),
    `Outcome ids: ${outcomeIds.count}, digest ${outcomeIds.digest}`,
  ];
  if (stateHash !== null) lines.push(`State hash of what was read: ${stateHash}`);
  if (isSameTwice !== null)
    lines.push(
      isSameTwice
        ? 'Read twice: the same outcome ids and the same state.'
        : pc.red('Read twice: NOT the same.'),
    );
  return lines.join('\n');
}

export function differencesText({ findings }: Replayed, columns: number): string {
  const { differences, differenceCount } = findings;
  if (differenceCount === 0) return pc.green('No differences.');
  const shown = differences.slice(0, MOST_SHOWN).map(differenceText);
  const more = differenceCount - shown.length;
  const head = pc.red(differenceCount === 1 ? '1 difference:' : `${differenceCount} differences:`);
  const table = tableText(['ABOUT', 'CLIENT ORDER ID', 'WHAT AND WHERE'], shown, columns);
  return `${head}\n${table}${more > 0 ? `\n… and ${more} more; --json has the first 1000.` : ''}`;
}

function differenceText(difference: Difference): string[] {
  const { about, clientOrderId, expected, found, intent, recorded } = difference;
  const text = (words: string) => printable(words, MAX_TEXT_LENGTH);
  const places = [
    ...(intent === undefined ? [] : [`intent at ${placeOf(intent)}`]),
    ...(recorded === undefined ? [] : [`recorded at ${placeOf(recorded)}`]),
  ].join(', ');
  return [
    about,
    clientOrderId ?? '',
    `comes out as: ${text(expected)}\nrecorded:     ${text(found)}\n${pc.dim(places)}`,
  ];
}

function reasonLines(head: string, reasons: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return [];
  const total = entries.reduce((sum, [, times]) => sum + times, 0);
  return [`${total} ${head}:`, ...entries.map(([why, times]) => `  ${times}  ${why}`)];
}

const placeOf = ({ topic, partition, offset }: RecordPosition) => `${topic} ${partition}:${offset}`;
