import type { AccountId, ClientOrderId, Decimal, StrategyId } from '@orderonce/contracts';
import { ORD_STATUSES, REASON_CODES, VERDICTS } from '@orderonce/contracts';
import { z } from 'zod';
import type { OrderRecord } from './order-record.ts';

/**
 * A record as the text that a store keeps:
 *
 *     3:q9ZpXw8fLk2T 1763790931000 - {"f":1,"s":"pending",…}
 *     │              │             │ └ body: JSON, short names
 *     │              │             └ the order that had this content first, or "-"
 *     │              └ lease until, by the store's clock, epoch milliseconds; 0: none
 *     └ stamp: version and attempt token, what an update compares
 *
 * The store writes lease and duplicate itself: only it knows its clock and what else stands there.
 */
export interface EncodedRecord {
  readonly stamp: string;
  readonly duplicateOf: string;
  readonly body: string;
}

const FORMAT = 1;
const NOTHING = '-';
const VALUE = /^(\d{1,15}):(\S+) (\d{1,16}) (\S+) (\{.*\})$/s;

export function encodeRecord(record: OrderRecord): EncodedRecord {
  return {
    stamp: stampOf(record),
    duplicateOf: record.state === 'settled' ? NOTHING : (record.duplicateOf ?? NOTHING),
    body: JSON.stringify(bodyOf(record)),
  };
}

/** What an update compares: nobody else ever writes this pair. */
export function stampOf(record: {
  readonly version: number;
  readonly attemptToken: string;
}): string {
  return `${record.version}:${record.attemptToken}`;
}

const SETTLED = `- {"f":${FORMAT},"s":"settled",`;

/** Whether `value` is a settled record by its looks, without reading all of it. */
export function looksSettled(value: string): boolean {
  return value.includes(SETTLED) && value.endsWith('}');
}

/** The record that `value` spells, or null when it is not one that this code wrote. */
export function decodeRecord(value: string): OrderRecord | null {
  const parts = VALUE.exec(value);
  if (parts === null) return null;
  const [, version = '', attemptToken = '', leaseUntilMs = '', duplicateOf = '', text = ''] = parts;
  const body = bodySchema.safeParse(parseJson(text));
  if (!body.success) return null;
  const stamped = {
    version: Number(version),
    attemptToken,
    payloadHash: lengthenHash(body.data.h),
    source: sourceOf(body.data.o),
  };
  const found = body.data;
  if (found.s === 'settled') {
    const { s: state, m: fieldMarks } = found;
    return { ...stamped, state, fieldMarks, settlement: settlementOf(found) };
  }
  const open = {
    ...stamped,
    payload: found.p,
    strategyId: found.g as StrategyId,
    ...(found.c === undefined ? {} : { contentKey: found.c }),
    ...(found.b === undefined ? {} : { body: found.b }),
    ...(duplicateOf === NOTHING ? {} : { duplicateOf: duplicateOf as ClientOrderId }),
  };
  return found.s === 'held'
    ? { ...open, state: found.s, hold: { reason: found.r, heldAtMs: found.t } }
    : { ...open, state: found.s, leaseUntilMs: Number(leaseUntilMs) };
}

/** In one piece: this is done twice for every order. What is undefined is not written. */
function bodyOf(record: OrderRecord): object {
  const { state, source, payloadHash } = record;
  const place = `${source.partition}-${source.offset}`;
  if (state === 'settled') {
    const { settlement } = record;
    return {
      f: FORMAT,
      s: state,
      h: shortenHash(payloadHash),
      o: place,
      m: record.fieldMarks,
      v: settlement.verdict,
      os: settlement.ordStatus,
      i: settlement.brokerOrderId,
      q: settlement.cumQty,
      r: settlement.reason,
      d: settlement.duplicateOf,
      b: settlement.order,
      t: settlement.settledAtMs,
    };
  }
  const hold = state === 'held' ? record.hold : undefined;
  return {
    f: FORMAT,
    s: state,
    h: payloadHash,
    o: place,
    g: record.strategyId,
    p: record.payload,
    c: record.contentKey,
    b: record.body,
    r: hold?.reason,
    t: hold?.heldAtMs,
  };
}

const reasonSchema = z.strictObject({ code: z.enum(REASON_CODES), text: z.string() });
const payloadSchema = z.record(z.string(), z.string());
const common = {
  f: z.literal(FORMAT),
  h: z.string().min(1),
  o: z.string().regex(/^\d+-\d+$/),
};
const openFields = {
  ...common,
  g: z.string(),
  p: payloadSchema,
  c: z.string().optional(),
  b: payloadSchema.optional(),
};
const bodySchema = z.discriminatedUnion('s', [
  z.strictObject({ ...openFields, s: z.enum(['pending', 'submitted', 'in_doubt']) }),
  z.strictObject({ ...openFields, s: z.literal('held'), r: reasonSchema, t: z.int() }),
  z.strictObject({
    ...common,
    s: z.literal('settled'),
    m: z.string(),
    v: z.enum(VERDICTS),
    os: z.enum(ORD_STATUSES),
    i: z.string().optional(),
    q: z.string(),
    r: reasonSchema.optional(),
    d: z.string().optional(),
    b: payloadSchema.optional(),
    t: z.int(),
  }),
]);
type SettledBody = Extract<z.output<typeof bodySchema>, { s: 'settled' }>;

function settlementOf(body: SettledBody) {
  return {
    verdict: body.v,
    ordStatus: body.os,
    cumQty: body.q as Decimal,
    settledAtMs: body.t,
    ...(body.i === undefined ? {} : { brokerOrderId: body.i }),
    ...(body.r === undefined ? {} : { reason: body.r }),
    ...(body.d === undefined ? {} : { duplicateOf: body.d as ClientOrderId }),
    ...(body.b === undefined ? {} : { order: body.b }),
  };
}

function sourceOf(text: string) {
  const [partition = '', offset = ''] = text.split('-');
  return { partition: Number(partition), offset };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const HEX_HASH = /^[0-9a-f]{64}$/;
const BASE64_MARK = '~';

/** A SHA-256 in 44 characters instead of 64, for a settled record: it stays for a week, a million times over. */
function shortenHash(hash: string): string {
  return HEX_HASH.test(hash) ? BASE64_MARK + Buffer.from(hash, 'hex').toString('base64url') : hash;
}

function lengthenHash(text: string): string {
  return text.startsWith(BASE64_MARK)
    ? Buffer.from(text.slice(1), 'base64url').toString('hex')
    : text;
}

export const orderKey = (accountId: AccountId, clientOrderId: string): string =>
  `once:{${accountId}}:order:${clientOrderId}`;

export const contentKeyName = (accountId: AccountId, strategyId: StrategyId, key: string): string =>
  `once:{${accountId}}:content:${strategyId}:${key}`;

export const generationKey = (accountId: AccountId): string => `once:{${accountId}}:generation`;

export const rebuiltKey = (accountId: AccountId): string => `once:{${accountId}}:rebuilt`;
