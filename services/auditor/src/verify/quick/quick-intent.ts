import {
  type DecodedIntent,
  decodeIntent,
  type Intent,
  intentShapeSchema,
} from '@orderonce/contracts';
import { NO, type Read } from './cursor.ts';
import { plainText, readWhole } from './plain-text.ts';
import { readShape } from './read-shape.ts';
import { shapesOf } from './shape.ts';

const KIND = /^\{"schemaVersion":1,"kind":"([a-z]+)"/;
const ORDER_TYPE = /"orderType":"([A-Z_]+)"/;

/** The same for intents as `createQuickOutcomeDecoder` is for outcomes. */
export function createQuickIntentDecoder(): (bytes: Buffer | null) => DecodedIntent {
  const readers = new Map<string, Read>();
  for (const shape of shapesOf(intentShapeSchema)) {
    const { kind, orderType } = shape.properties ?? {};
    readers.set(nameOf(kind?.const, orderType?.const), readShape(shape));
  }
  return (bytes) => {
    const text = plainText(bytes);
    const intent = text === null ? NO : intentIn(text, readers);
    return intent === NO || !obeysRulesOfTwoFields(intent as Intent)
      ? decodeIntent(bytes)
      : { ok: true, intent: intent as Intent };
  };
}

function intentIn(text: string, readers: ReadonlyMap<string, Read>): unknown {
  const read = readers.get(nameOf(KIND.exec(text)?.[1], ORDER_TYPE.exec(text)?.[1]));
  return read === undefined ? NO : readWhole(read, text);
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
