import { decodeIntent, encodeIntent, type Intent, type Problem } from '@orderonce/contracts';

/** How a person corrects the body of a dead letter. */
export interface Corrections {
  /** Takes the place of the letter's own body. */
  readonly file?: Buffer | undefined;
  /** Fields and their new values as typed. */
  readonly set: ReadonlyMap<string, string>;
  readonly unset: readonly string[];
  /** What `now` means for a time. */
  readonly nowMs: number;
}

export type Corrected =
  | {
      readonly ok: true;
      readonly intent: Intent;
      /** What is published. */
      readonly bytes: Buffer;
      readonly changes: readonly FieldChange[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A field that is not what the letter says; undefined where there is none. */
interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields that are JSON numbers; all others are texts, decimals included. */
const NUMBERS: ReadonlySet<string> = new Set([
  'schemaVersion',
  'createdAtMs',
  'expiresAtMs',
  'occurrence',
]);

/**
 * The intent that a letter becomes, held against every rule that an executor holds it against; without corrections
 * the same bytes again.
 */
export function correctIntent(letter: Buffer | null, corrections: Corrections): Corrected {
  const { file, set, unset } = corrections;
  const isAsIs = file === undefined && set.size === 0 && unset.length === 0;
  const open = file === undefined ? stillAmbiguous(letter, corrections) : [];
  if (open.length > 0) return { ok: false, problems: open };
  const bytes = isAsIs ? letter : corrected(file ?? letter, corrections);
  const decoded = decodeIntent(bytes);
  if (!decoded.ok) return decoded;
  const { intent } = decoded;
  return {
    ok: true,
    intent,
    bytes: isAsIs && letter !== null ? letter : Buffer.from(encodeIntent(intent)),
    changes: changesOf(objectIn(letter) ?? {}, intent),
  };
}

const REPEATED = 'is given more than once';

/** A field that the letter gives twice: which one was meant only a person can say. */
function stillAmbiguous(letter: Buffer | null, { set, unset }: Corrections): readonly Problem[] {
  const decoded = decodeIntent(letter);
  if (decoded.ok) return [];
  return decoded.problems.filter(
    ({ path, rule }) => rule === REPEATED && !set.has(path) && !unset.includes(path),
  );
}

/** With fields changed; what is no JSON object stays as it is, for the decoder to say so. */
function corrected(body: Buffer | null, { set, unset, nowMs }: Corrections): Buffer | null {
  const object = objectIn(body);
  if (object === null || (set.size === 0 && unset.length === 0)) return body;
  const removed = new Set([...unset, ...set.keys()]);
  const kept = Object.entries(object).filter(([field]) => !removed.has(field));
  const added = Array.from(set, ([field, text]) => [field, typedValue(field, text, nowMs)]);
  return Buffer.from(JSON.stringify(Object.fromEntries([...kept, ...added])));
}

function typedValue(field: string, text: string, nowMs: number): unknown {
  if (!NUMBERS.has(field)) return text;
  if (text === 'now' && field.endsWith('Ms')) return nowMs;
  // What is no number stays a text, for the decoder to name.
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : text;
}

function objectIn(bytes: Buffer | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(bytes?.toString('utf8') ?? '');
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

function changesOf(
  before: Readonly<Record<string, unknown>>,
  after: Intent,
): readonly FieldChange[] {
  const now: Readonly<Record<string, unknown>> = { ...after };
  const fields = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...fields]
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]))
    .map((field) => ({ field, before: before[field], after: now[field] }));
}
