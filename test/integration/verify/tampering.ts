import type { IncomingRecord } from '@orderonce/kafka';
import type { SeededRandom } from '../../faults/simulation/clock/seeded-random.ts';
import type { RecordedTopics, TopicRole } from './recorded-topics.ts';

/** Where something was done to a topic. */
export interface Tampered {
  readonly what: string;
  readonly role: TopicRole;
  readonly partition: number;
  readonly offset: number;
  readonly clientOrderId: string | undefined;
}

type Fields = Record<string, unknown>;

function fieldsOf({ value }: IncomingRecord): Fields {
  return JSON.parse(String(value)) as Fields;
}

/** The kind of a record: what it is chosen by. */
export function kindOf(role: TopicRole, record: IncomingRecord): string {
  if (role === 'deadLetters') return 'letter';
  const { kind, execType } = fieldsOf(record);
  return String(execType ?? kind);
}

/** One more digit or letter at the end of what is a number or a text: a byte, and still valid. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (value === 'BUY') return 'SELL';
  if (value === 'SELL') return 'BUY';
  const text = String(value);
  const last = text.at(-1);
  return text.slice(0, -1) + (last === '7' ? '8' : '7');
}

/** The record with one field changed; dots lead inside. Null where it has no such field. */
export function withOther(record: IncomingRecord, path: string): IncomingRecord | null {
  const fields = fieldsOf(record);
  const steps = path.split('.');
  const name = steps.pop() ?? '';
  let at: Fields | undefined = fields;
  for (const step of steps) at = at?.[step] as Fields | undefined;
  if (at?.[name] === undefined) return null;
  at[name] = otherThan(at[name]);
  return { ...record, value: Buffer.from(JSON.stringify(fields)) };
}

/** Of those records of a kind for which `make` makes something, one by chance, and what was made. */
export function pickOne<Made>(
  topics: RecordedTopics,
  random: SeededRandom,
  { role, kind }: { readonly role: TopicRole; readonly kind: string },
  make: (record: IncomingRecord, at: number) => Made | null,
): { readonly at: number; readonly made: Made; readonly record: IncomingRecord } {
  const candidates = topics[role].flatMap((record, at) => {
    if (kindOf(role, record) !== kind) return [];
    const made = make(record, at);
    return made === null ? [] : [{ at, made, record }];
  });
  if (candidates.length === 0) throw new Error(`no ${kind} on ${role} can be tampered with`);
  return random.pick(candidates);
}

export function placed(what: string, role: TopicRole, record: IncomingRecord): Tampered {
  const id = role === 'deadLetters' ? undefined : fieldsOf(record)['clientOrderId'];
  return {
    ...{ what, role, partition: record.partition, offset: Number(record.offset) },
    clientOrderId: typeof id === 'string' ? id : undefined,
  };
}
