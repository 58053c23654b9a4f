import { printable } from '@orderonce/contracts';
import pc from 'picocolors';
import { ageText } from '../command-line/time-text.ts';
import type { Answers, TimedAnswer } from './await-answers.ts';

/** What one executor said, as a line that appears when it did. */
export function answerLine({ executorId, state, text, afterMs }: TimedAnswer): string {
  const mark = state === 'done' ? pc.green('✓') : pc.red('✗');
  const word = state === 'done' ? 'acknowledged' : 'refused';
  const after = afterMs === undefined ? '' : ` after ${ageText(afterMs)}`;
  const why = text === undefined || text === '' ? '' : `: ${printable(text, MAX_TEXT_LENGTH)}`;
  return `  ${mark} ${executorId} ${word}${after}${why}`;
}

/** Who did not acknowledge, and what that means; empty when all did. */
export function silenceLines({ answers, isGroupKnown }: Answers, groupId: string): string[] {
  const lines = answers.flatMap(({ executorId, state }) => {
    if (state === 'waiting') return [`  ${pc.red('✗')} ${executorId} did not acknowledge in time`];
    if (state === 'gone')
      return [`  ${pc.red('✗')} ${executorId} left the group without acknowledging`];
    return [];
  });
  if (!isGroupKnown) lines.push(`  ${pc.red('✗')} Kafka did not say who is in group ${groupId}`);
  else if (answers.length === 0)
    lines.push(`  ${pc.red('✗')} no executor is in group ${groupId}, so nobody acknowledged`);
  return lines;
}

const MAX_TEXT_LENGTH = 300;
