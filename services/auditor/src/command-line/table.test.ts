import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { factsText, tableText } from './table.ts';

it('keeps all columns whole and wraps the last one within the width', () => {
  const text = tableText(
    ['ID', 'WHAT'],
    [
      ['MOM-1RV4K2-000001-a3f8b2c1', 'the venue did not answer any look-up in time'],
      ['B', 'short'],
    ],
    50,
  );
  expect(stripVTControlCharacters(text).split('\n')).toEqual([
    'ID                          WHAT',
    'MOM-1RV4K2-000001-a3f8b2c1  the venue did not',
    '                            answer any look-up in',
    '                            time',
    'B                           short',
  ]);
});

it('leaves out a fact that there is not', () => {
  const text = factsText(
    [
      ['who', 'ada'],
      ['expires', undefined],
      ['reason', 'prices look wrong'],
    ],
    80,
  );
  expect(stripVTControlCharacters(text).split('\n')).toEqual([
    'who     ada',
    'reason  prices look wrong',
  ]);
});
