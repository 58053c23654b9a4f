import { topicNames } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { PartitionAudit, type PartitionFindings } from '../partition/audit-partition.ts';
import type { PartitionScope } from '../scope.ts';
import { DAY_MS, type Step } from './day.ts';

const topics = topicNames('');

/** The scope of a partition that holds exactly this day. */
export function scopeOf(
  steps: readonly Step[],
  changes: Partial<PartitionScope> = {},
): PartitionScope {
  const count = (topic: Step['topic']) =>
    BigInt(steps.filter((step) => step.topic === topic).length);
  return {
    topics,
    partition: 0,
    partitionCount: 1,
    intents: { begin: 0n, end: count('intents') },
    outcomes: { begin: 0n, end: count('outcomes') },
    isCut: false,
    committed: null,
    settledUntilMs: Number.POSITIVE_INFINITY,
    maxKept: 100,
    filter: {},
    kills: [],
    letters: new Map(),
    decisions: new Map(),
    keepsOrders: false,
    ...changes,
  };
}

/** Audits a day as it stands on one partition. */
export function auditDay(
  steps: readonly Step[],
  changes: Partial<PartitionScope> = {},
): PartitionFindings {
  const scope = scopeOf(steps, changes);
  const audit = new PartitionAudit(scope);
  for (const topic of ['intents', 'outcomes'] as const)
    steps
      .filter((step) => step.topic === topic)
      .forEach((step, offset) => {
        const record = recordOf(step, Number(scope[topic].begin) + offset);
        if (topic === 'intents') audit.takeIntent(record);
        else audit.takeOutcome(record);
      });
  return audit.finish();
}

function recordOf({ topic, key, value, headers = {} }: Step, offset: number): IncomingRecord {
  return {
    topic: topics[topic],
    partition: 0,
    offset: String(offset),
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers,
    logTimeMs: DAY_MS + 100 + offset,
  };
}

/** `orders.outcomes/0/7` of a step by its name. */
export function placeOf(steps: readonly Step[], name: string): string {
  const step = steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`there is no step ${name}`);
  const offset = steps.filter(({ topic }) => topic === step.topic).indexOf(step);
  return `${topics[step.topic]}/0/${offset}`;
}

/** What was found, in short: the check, and the places. */
export function inShort({ violations }: Pick<PartitionFindings, 'violations'>): string[] {
  return violations.map(({ check, records }) => {
    const places = records.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`);
    return [check, ...places].join(' ');
  });
}
