import { type ControlRecord, encodeControl } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { expect, it } from 'vitest';
import { control } from '../../testing/records.ts';
import { Findings } from '../findings.ts';
import { inShort } from '../testing/audit-day.ts';
import { ControlReading } from './read-control.ts';

const findings = () => new Findings({ settledUntilMs: 0, maxKept: 10 });

function logged(record: ControlRecord, at: number): IncomingRecord {
  const { key, value } = encodeControl(record);
  return {
    ...{ topic: 'orders.control', partition: 0, offset: String(at), logTimeMs: 1000 + at },
    ...{ key: Buffer.from(key), value: Buffer.from(value), headers: {} },
  };
}

function readingOf(...records: readonly ControlRecord[]): ControlReading {
  const reading = new ControlReading(findings());
  records.forEach((record, at) => {
    reading.take(logged(record, at));
  });
  return reading;
}

const acknowledged = (executorId: string, fields = {}) =>
  control('acknowledgement', { executorId, ...fields });

it('lets a kill switch count from its last acknowledgement to its resume', () => {
  const switches = readingOf(
    control('kill-switch'),
    acknowledged('exec-1'),
    acknowledged('exec-2'),
    control('resume-request'),
    control('resume'),
  );
  expect(switches.kills()).toEqual([
    {
      ...{ changeId: 'kill-0001', scope: { kind: 'global' } },
      ...{ acknowledgedMs: 1002, resumedMs: 1004 },
    },
  ]);
  expect(switches.unacknowledgedKills).toBe(0);
});

it('cannot hold anything against a switch that nobody acknowledged', () => {
  const switches = readingOf(control('kill-switch'));
  expect(switches.kills()).toEqual([]);
  expect(switches.unacknowledgedKills).toBe(1);
});

it('tells which decisions executors carried out', () => {
  const words = { acknowledges: 'resolution-0001' };
  const resolution = control('resolution');
  const [order] = [...readingOf(resolution).decisions().keys()];
  const isDone = (...records: ControlRecord[]) =>
    readingOf(resolution, ...records)
      .decisions()
      .get(order ?? '')
      ?.map((decision) => decision.isDone);
  expect(order).toBe('acct-1/MOM-1RV4K2-000001-a3f8b2c1');
  expect(isDone()).toEqual([false]);
  expect(isDone(acknowledged('exec-1', words))).toEqual([true]);
  expect(isDone(acknowledged('exec-1', { ...words, result: 'refused' }))).toEqual([false]);
  const text = 'nothing was left to decide: the verdict is ACCEPTED';
  expect(isDone(acknowledged('exec-1', { ...words, text }))).toEqual([false]);
});

it('complains of what nobody can read', () => {
  const found = findings();
  const reading = new ControlReading(found);
  reading.take({ ...logged(control('kill-switch'), 7), value: Buffer.from('{') });
  expect(inShort(found.found())).toEqual(['readable orders.control/0/7']);
});
