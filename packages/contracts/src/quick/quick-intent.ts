import { type DecodedIntent, decodeIntent } from '../decode.ts';
import { encodeIntent } from '../encode.ts';
import { type Intent, intentShapeSchema } from '../intent.ts';
import { plainText } from './plain-text.ts';
import { NO } from './read-scalar.ts';
import { type Read, readShape } from './read-shape.ts';
import { shapesOf } from './shape.ts';
import { writtenForm } from './written-form.ts';

const KIND = /^\{"schemaVersion":1,"kind":"([a-z]+)"/;
const ORDER_TYPE = /"orderType":"([A-Z_]+)"/;

/** The same for intents as `createQuickOutcomeDecoder` is for outcomes. */
export function createQuickIntentDecoder(): (bytes: Buffer | null) => DecodedIntent {
  const read = quickIntentReader();
  return (bytes) => {
    const text = plainText(bytes);
    const intent = text === null ? NO : read(text);
    return intent === NO || !obeysRulesOfTwoFields(intent as Intent)
      ? decodeIntent(bytes)
      : { ok: true, intent: intent as Intent };
  };
}

/** By the shape of its kind; the last one is tried first. */
export function quickIntentReader(): Read {
  const readers = new Map<string, Read>();
  for (const shape of shapesOf(intentShapeSchema)) {
    const { kind, orderType } = shape.properties ?? {};
    const name = nameOf(kind?.const, orderType?.const);
    readers.set(name, readShape(shape, writtenForm(shape, encodeIntent)));
  }
  let last: Read = () => NO;
  return (text) => {
    const intent = last(text);
    if (intent !== NO) return intent;
    const read = readers.get(nameOf(KIND.exec(text)?.[1], ORDER_TYPE.exec(text)?.[1]));
    if (read === undefined || read === last) return NO;
    last = read;
    return read(text);
  };
}

const nameOf = (kind: unknown, orderType: unknown = '') => `${kind} ${orderType}`;

/** No JSON Schema says these rules. Where one does not seem to hold, the thorough decoder decides. */
function obeysRulesOfTwoFields(intent: Intent): boolean {
  const { clientOrderId, strategyId, orderUuid, createdAtMs, expiresAtMs } = intent;
  return (
    clientOrderId.startsWith(`${strategyId}-`) &&
    orderUuid.startsWith(clientOrderId.slice(-8)) &&
    (expiresAtMs === undefined || expiresAtMs > createdAtMs) &&
    (!('origClientOrderId' in intent) || intent.origClientOrderId !== clientOrderId)
  );
}
