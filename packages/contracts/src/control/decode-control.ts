import { readMessage } from '../decode.ts';
import type { Problem } from '../problem.ts';
import { controlKey } from './control-key.ts';
import { type ControlRecord, controlRecordSchema } from './control-record.ts';

export type DecodedControl =
  /** `record` null: what stood under the key holds no more. */
  | { readonly ok: true; readonly key: string; readonly record: ControlRecord | null }
  | { readonly ok: false; readonly key: string | null; readonly problems: readonly Problem[] };

/** Reads one record of `orders.control`. Never throws. */
export function decodeControl(key: Uint8Array | null, value: Uint8Array | null): DecodedControl {
  if (key === null)
    return { ok: false, key, problems: [{ path: 'key', rule: 'a control record needs a key' }] };
  const keyText = Buffer.from(key).toString('utf8');
  if (value === null) return { ok: true, key: keyText, record: null };
  const read = readMessage(controlRecordSchema, value, 'executor');
  if (!read.ok) return { ok: false, key: keyText, problems: read.problems };
  const own = controlKey(read.value);
  if (own !== keyText)
    return { ok: false, key: keyText, problems: [{ path: 'key', rule: `must be ${own}` }] };
  return { ok: true, key: keyText, record: read.value };
}

/** The key and the JSON text of a control record. */
export function encodeControl(record: ControlRecord): {
  readonly key: string;
  readonly value: string;
} {
  return { key: controlKey(record), value: JSON.stringify(record) };
}
