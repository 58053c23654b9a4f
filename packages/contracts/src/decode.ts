import type { z } from 'zod';
import {
  type AccountId,
  accountIdSchema,
  type ClientOrderId,
  clientOrderIdSchema,
  type OrderUuid,
  orderUuidSchema,
  type StrategyId,
  strategyIdSchema,
  symbolSchema,
  type TradingSymbol,
} from './identifiers.ts';
import { type Intent, intentSchema, SCHEMA_VERSION } from './intent.ts';
import { type JsonObject, readJsonObject } from './json-text.ts';
import { type Outcome, outcomeSchema } from './outcome.ts';
import { type Problem, validate } from './problem.ts';
import { SIDES, type Side } from './words.ts';

/** Fields of a refused message that are good by themselves: enough to say whose it was. */
export interface ReadableFields {
  readonly clientOrderId?: ClientOrderId;
  readonly orderUuid?: OrderUuid;
  readonly strategyId?: StrategyId;
  readonly accountId?: AccountId;
  readonly symbol?: TradingSymbol;
  readonly side?: Side;
}

/** Why a message cannot be used. */
export interface Undecodable {
  readonly ok: false;
  readonly reason: 'INVALID_INTENT' | 'UNSUPPORTED_SCHEMA_VERSION';
  /** Never empty; safe to log and to show in a terminal. */
  readonly problems: readonly Problem[];
  readonly readable: ReadableFields;
}

export type DecodedIntent = { readonly ok: true; readonly intent: Intent } | Undecodable;
export type DecodedOutcome = { readonly ok: true; readonly outcome: Outcome } | Undecodable;

/**
 * Reads the value of a record of `orders.intents`. Never throws, whatever the bytes are; an intent that it
 * gives keeps every rule of the schema, those across fields included.
 */
export function decodeIntent(bytes: Uint8Array | null): DecodedIntent {
  const decoded = readMessage(intentSchema, bytes, 'executor');
  return decoded.ok ? { ok: true, intent: decoded.value } : decoded;
}

/** The same for the value of a record of `orders.outcomes`. */
export function decodeOutcome(bytes: Uint8Array | null): DecodedOutcome {
  const decoded = readMessage(outcomeSchema, bytes, 'program');
  return decoded.ok ? { ok: true, outcome: decoded.value } : decoded;
}

/** Reads the JSON value of a record against the schema of its topic. Never throws. */
export function readMessage<Message>(
  schema: z.ZodType<Message>,
  bytes: Uint8Array | null,
  reader: string,
): { readonly ok: true; readonly value: Message } | Undecodable {
  const { object, problems } = readJsonObject(bytes);
  if (object === null) return undecodable(problems, {});
  const newer = newerVersion(object, reader);
  if (newer !== null) return undecodable([newer], object, 'UNSUPPORTED_SCHEMA_VERSION');
  if (problems.length > 0) return undecodable(problems, object);
  const validated = validate(schema, object, 'json');
  return validated.ok ? validated : undecodable(validated.problems, object);
}

function newerVersion(object: JsonObject, reader: string): Problem | null {
  const version = object['schemaVersion'];
  if (!Number.isSafeInteger(version) || Number(version) <= SCHEMA_VERSION) return null;
  const rule = `schemaVersion ${version} is newer than ${SCHEMA_VERSION}, which this ${reader} reads`;
  return { path: 'schemaVersion', rule };
}

const MAX_PROBLEMS = 50;

function undecodable(
  problems: readonly Problem[],
  object: JsonObject,
  reason: Undecodable['reason'] = 'INVALID_INTENT',
): Undecodable {
  return {
    ok: false,
    reason,
    problems: problems.slice(0, MAX_PROBLEMS),
    readable: readableFields(object),
  };
}

const readableSchemas = {
  clientOrderId: clientOrderIdSchema,
  orderUuid: orderUuidSchema,
  strategyId: strategyIdSchema,
  accountId: accountIdSchema,
  symbol: symbolSchema,
};

function readableFields(object: JsonObject): ReadableFields {
  const readable: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(readableSchemas))
    if (schema.safeParse(object[name]).success) readable[name] = object[name];
  const side = object['side'];
  if (SIDES.some((word) => word === side)) readable['side'] = side;
  return readable;
}
