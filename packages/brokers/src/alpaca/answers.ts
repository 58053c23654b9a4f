import type { ReplaceRequest, SubmitRequest } from '../broker.ts';
import type { CancelResult, LookUpResult, ReplaceResult, SubmitResult } from '../broker-results.ts';
import { classifyCancel, classifyLookUp, classifyReplace, classifySubmit } from './classify.ts';
import { echoedOrder } from './echoed-order.ts';
import type { Exchange } from './http-exchange.ts';
import { decodeOrder, parseJson, readOrder } from './order-wire.ts';
import type { Heard } from './reading.ts';
import { retryAfterMs } from './retry-after.ts';
import { errorOf, type VenueError } from './venue-error.ts';

type Answered = Extract<Exchange, { readonly kind: 'answered' }>;

type Sent = Pick<SubmitRequest, 'clientOrderId' | 'order'>;

/** What a submit's exchange means: pure, so that every body ever recorded can be a test row. */
export function readSubmit(request: SubmitRequest, exchange: Exchange, heard: Heard): SubmitResult {
  const { evidence } = heard;
  if (exchange.kind === 'not-sent') return { kind: 'not-sent', text: exchange.text, evidence };
  if (exchange.kind === 'broken') return { kind: 'unknown', text: exchange.text, evidence };
  const error = errorOf(exchange);
  return readSending(classifySubmit(exchange.status, error), request, exchange, error, heard);
}

export function readReplace(
  request: ReplaceRequest,
  exchange: Exchange,
  heard: Heard,
): ReplaceResult {
  const { evidence } = heard;
  if (exchange.kind === 'not-sent') return { kind: 'not-sent', text: exchange.text, evidence };
  if (exchange.kind === 'broken') return { kind: 'unknown', text: exchange.text, evidence };
  const error = errorOf(exchange);
  const meaning = classifyReplace(exchange.status, error);
  if (meaning === 'absent') return { kind: 'absent', evidence };
  const result = readSending(meaning, request, exchange, error, heard);
  // The order to replace itself under our new id would be a venue that ignored what we asked.
  if (result.kind === 'accepted' && result.order.brokerOrderId === request.brokerOrderId)
    return { kind: 'unknown', text: 'answered with the order to replace', evidence };
  return result;
}

/** What an order to place and an order in another's place are told alike. */
function readSending(
  meaning: ReturnType<typeof classifySubmit>,
  request: Sent,
  exchange: Answered,
  error: VenueError,
  heard: Heard,
): SubmitResult {
  switch (meaning) {
    case 'order':
      return readAcceptance(request, exchange.body, heard);
    case 'duplicate':
      return { kind: 'duplicate', evidence: heard.evidence };
    case 'rejected':
    case 'rate-limited':
    case 'unknown':
      return readRefusal(meaning, exchange, error, heard);
  }
}

function readAcceptance(request: Sent, body: string, { evidence, reading }: Heard): SubmitResult {
  const value = parseJson(body);
  const order = echoedOrder(request, value, reading) ?? readOrder(value, reading);
  if (typeof order === 'string') return { kind: 'unknown', text: order, evidence };
  // An answer to somebody else's question says nothing about ours.
  if (order.clientOrderId !== request.clientOrderId)
    return { kind: 'unknown', text: `answered for order ${order.clientOrderId}`, evidence };
  if (order.body.symbol !== request.order.symbol)
    return { kind: 'unknown', text: `answered for symbol ${order.body.symbol}`, evidence };
  return { kind: 'accepted', order, evidence };
}

/** `asked` is the id that the found order must carry, in the given field. */
export function readLookUp(
  asked: { readonly field: 'brokerOrderId' | 'clientOrderId'; readonly id: string },
  exchange: Exchange,
  { evidence, nowMs, reading }: Heard,
): LookUpResult {
  if (exchange.kind !== 'answered') return { kind: 'unknown', text: exchange.text, evidence };
  const error = errorOf(exchange);
  const meaning = classifyLookUp(exchange.status, error);
  switch (meaning) {
    case 'order': {
      const order = decodeOrder(exchange.body, reading);
      if (typeof order === 'string') return { kind: 'unknown', text: order, evidence };
      if (order[asked.field] !== asked.id)
        return { kind: 'unknown', text: `answered for order ${order[asked.field]}`, evidence };
      return { kind: 'found', order, evidence };
    }
    case 'absent':
      return { kind: 'absent', evidence };
    case 'rate-limited':
    case 'unknown':
      return {
        kind: 'unknown',
        text: unexplained(exchange.status, error),
        ...(meaning === 'rate-limited' && { retryAfterMs: retryAfterMs(exchange.headers, nowMs) }),
        evidence,
      };
  }
}

export function readCancel(exchange: Exchange, heard: Heard): CancelResult {
  const { evidence } = heard;
  if (exchange.kind !== 'answered') return { kind: 'unknown', text: exchange.text, evidence };
  const error = errorOf(exchange);
  const meaning = classifyCancel(exchange.status, error);
  switch (meaning) {
    case 'requested':
      return { kind: 'requested', evidence };
    case 'absent':
      return { kind: 'absent', evidence };
    case 'rejected':
    case 'rate-limited':
    case 'unknown':
      return readRefusal(meaning, exchange, error, heard);
  }
}

/** What an order and a cancel may be told alike. */
function readRefusal(
  meaning: 'rejected' | 'rate-limited' | 'unknown',
  { status, headers }: Answered,
  error: VenueError,
  { evidence, nowMs }: Heard,
): Extract<CancelResult, { readonly kind: 'rejected' | 'rate-limited' | 'unknown' }> {
  switch (meaning) {
    case 'rejected':
      return { kind: 'rejected', code: error.code, text: error.message, evidence };
    case 'rate-limited':
      return { kind: 'rate-limited', retryAfterMs: retryAfterMs(headers, nowMs), evidence };
    case 'unknown':
      return { kind: 'unknown', text: unexplained(status, error), evidence };
  }
}

/** In one line what an answer was that says nothing we can act upon. */
export function unexplained(status: number, { code, message }: VenueError): string {
  return ['http', status, code, message].filter((part) => part !== '').join(' ');
}
