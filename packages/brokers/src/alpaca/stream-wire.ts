import { nonNegativeDecimalSchema, positiveDecimalSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { BrokerReport, ReportEvent } from '../broker-report.ts';
import { brokerOrderIdIn, parseJson, readOrder } from './order-wire.ts';
import type { Reading } from './reading.ts';
import { plain, shapeOf } from './shape.ts';

/** What the stream says. */
export type StreamMessage =
  | { readonly kind: 'authorized' }
  | { readonly kind: 'unauthorized'; readonly text: string }
  /** `isHeard`: executions will come. */
  | { readonly kind: 'listening'; readonly isHeard: boolean }
  | Extract<BrokerReport, { readonly kind: 'report' | 'unrecognised' }>;

const STREAM = 'trade_updates';

export const authenticate = (keyId: string, secretKey: string) =>
  JSON.stringify({ action: 'authenticate', data: { key_id: keyId, secret_key: secretKey } });

export const LISTEN = JSON.stringify({ action: 'listen', data: { streams: [STREAM] } });

/** Alpaca's events in our words (docs.alpaca.markets, "Websocket Streaming", read 2026-11-20). */
const EVENT_OF: Readonly<Record<string, ReportEvent>> = {
  accepted: 'ACCEPTED',
  new: 'ACCEPTED',
  fill: 'TRADE',
  partial_fill: 'TRADE',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  replaced: 'REPLACED',
  rejected: 'REJECTED',
  order_cancel_rejected: 'CANCEL_REJECTED',
  order_replace_rejected: 'REPLACE_REJECTED',
  pending_new: 'STATUS',
  pending_cancel: 'STATUS',
  pending_replace: 'STATUS',
  done_for_day: 'STATUS',
  stopped: 'STATUS',
  suspended: 'STATUS',
  calculated: 'STATUS',
  restated: 'STATUS',
};

const authorizationSchema = z.object({
  stream: z.literal('authorization'),
  data: z.object({ status: z.string() }),
});
const listeningSchema = z.object({
  stream: z.literal('listening'),
  data: z.object({ streams: z.array(z.string()).nullish() }),
});
const updateSchema = z.object({
  stream: z.literal(STREAM),
  data: z.object({
    event: z.string().max(100),
    order: z.unknown(),
    execution_id: z.string().min(1).max(100).nullish().catch(undefined),
    timestamp: z.iso.datetime({ offset: true }).nullish().catch(undefined),
    qty: positiveDecimalSchema.nullish().catch(undefined),
    price: nonNegativeDecimalSchema.nullish().catch(undefined),
  }),
});

/** Never fails: what cannot be read is `unrecognised`, and told with its shape. */
export function readStreamMessage(text: string, nowMs: number, reading: Reading): StreamMessage {
  const json = parseJson(text);
  const update = updateSchema.safeParse(json);
  if (update.success) return readUpdate(update.data.data, nowMs, reading);
  const authorization = authorizationSchema.safeParse(json);
  if (authorization.success) {
    const { status } = authorization.data.data;
    return status === 'authorized'
      ? { kind: 'authorized' }
      : { kind: 'unauthorized', text: `the stream answered ${plain(status)}` };
  }
  const listening = listeningSchema.safeParse(json);
  if (listening.success)
    return { kind: 'listening', isHeard: listening.data.data.streams?.includes(STREAM) === true };
  const unread = `stream message ${shapeOf(json)}`;
  reading.notice(unread);
  return unrecognised(unread);
}

type Update = z.output<typeof updateSchema>['data'];

function readUpdate(update: Update, nowMs: number, reading: Reading): StreamMessage {
  const { execution_id, timestamp, qty, price } = update;
  const event = Object.hasOwn(EVENT_OF, update.event) ? EVENT_OF[update.event] : undefined;
  if (event === undefined) {
    const text = `stream event ${plain(update.event)} ${shapeOf(update)}`;
    reading.notice(text);
    return unrecognised(text, update.order);
  }
  const order = readOrder(update.order, reading);
  if (typeof order === 'string') return unrecognised(order, update.order);
  return {
    ...{ kind: 'report', event, order },
    ...(execution_id && { execId: execution_id }),
    ...(event === 'TRADE' && qty && { lastQty: qty }),
    ...(event === 'TRADE' && price && { lastPx: price }),
    transactTimeMs: timestamp ? Date.parse(timestamp) : nowMs,
  };
}

function unrecognised(text: string, order?: unknown): StreamMessage {
  const brokerOrderId = brokerOrderIdIn(order);
  return { kind: 'unrecognised', text, ...(brokerOrderId !== undefined && { brokerOrderId }) };
}
