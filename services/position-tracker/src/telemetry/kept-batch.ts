import type { OutcomeBatch } from '@orderonce/client';
import { type Logger, type OrderTracer, orderFields } from '@orderonce/telemetry';
import type { BatchEffect, RaisedAlarm } from '../store/fold-batch.ts';
import { recordFold } from './fold-spans.ts';
import type { TrackerMetrics } from './tracker-metrics.ts';

/** Tells of a batch that is kept: what could not be read, what a person must know, and what changed. */
export function tellKept(
  {
    log,
    tracer,
    metrics,
  }: {
    readonly log: Logger;
    readonly tracer: OrderTracer;
    readonly metrics: TrackerMetrics;
  },
  { partition, fromOffset, nextOffset, unreadable }: OutcomeBatch,
  { progress, counts, changed, alarms }: BatchEffect,
  durationMs: number,
): void {
  metrics.kept(partition, nextOffset, counts, durationMs);
  const { incompleteFrom } = progress;
  if (fromOffset === null && incompleteFrom !== undefined)
    log.warn(
      { event: 'incomplete-log', partition, offset: incompleteFrom },
      'positions leave out what the topic has already forgotten',
    );
  for (const { position, problems } of unreadable)
    log.warn({ event: 'malformed-outcome', ...position, problems });
  for (const alarm of alarms) tellAlarm(log, alarm);
  for (const { read, order } of changed) recordFold(tracer, read, order);
}

function tellAlarm(log: Logger, { read: { outcome, position }, alarm, order }: RaisedAlarm): void {
  const { clientOrderId, outcomeId, execType } = outcome;
  // A stranger's id may be like one of ours and have no part in its trace.
  const named =
    execType === 'EXTERNAL'
      ? { clientOrderId }
      : orderFields({ clientOrderId, orderUuid: order?.orderUuid });
  log.error(
    { event: 'outcome-alarm', alarm: alarm.kind, ...named, outcomeId, ...position },
    alarm.text,
  );
}
