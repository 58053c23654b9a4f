import type { Evidence } from '@orderonce/contracts';
import type { SubmitRequest } from '../broker.ts';
import type { CancelResult, LookUpResult, SubmitResult } from '../broker-results.ts';
import { classifyCancel, classifyLookUp, classifySubmit } from './classify.ts';
import type { Exchange } from './http-exchange.ts';
import { decodeOrder } from './order-wire.ts';
import { retryAfterMs } from './retry-after.ts';
import { decodeVenueError, type VenueError } from './venue-error.ts';

/** What a submit's exchange means: pure, so that every body ever recorded can be a test row. */
export function readSubmit(
  request: SubmitRequest,
  exchange: Exchange,
  evidence: Evidence,
  nowMs: number,
): SubmitResult {
  if (exchange.kind === 'not-sent') return { kind: 'not-sent', text: exchange.text, evidence };
  if (exchange.kind === 'broken') return { kind: 'unknown', text: exchange.text, evidence };
  const error = decodeVenueError(exchange.body);
  const meaning = classifySubmit(exchange.status, error);
  switch (meaning) {
    case 'order':
      return readAcceptance(request, exchange.body, evidence);
    case 'duplicate':
      return { kind: 'duplicate', evidence };
    case 'rejected':
    case 'rate-limited':
    case 'unknown':
      return readRefusal(meaning, exchange, error, evidence, nowMs);
  }
}

function readAcceptance(request: SubmitRequest, body: string, evidence: Evidence): SubmitResult {
  const order = decodeOrder(body);
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
  evidence: Evidence,
  nowMs: number,
): LookUpResult {
  if (exchange.kind !== 'answered') return { kind: 'unknown', text: exchange.text, evidence };
  const error = decodeVenueError(exchange.body);
  const meaning = classifyLookUp(exchange.status, error);
  switch (meaning) {
    case 'order': {
      const order = decodeOrder(exchange.body);
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

export function readCancel(exchange: Exchange, evidence: Evidence, nowMs: number): CancelResult {
  if (exchange.kind !== 'answered') return { kind: 'unknown', text: exchange.text, evidence };
  const error = decodeVenueError(exchange.body);
  const meaning = classifyCancel(exchange.status, error);
  switch (meaning) {
    case 'requested':
      return { kind: 'requested', evidence };
    case 'absent':
      return { kind: 'absent', evidence };
    case 'rejected':
    case 'rate-limited':
    case 'unknown':
      return readRefusal(meaning, exchange, error, evidence, nowMs);
  }
}

/** What an order and a cancel may be told alike. */
function readRefusal(
  meaning: 'rejected' | 'rate-limited' | 'unknown',
  { status, headers }: Extract<Exchange, { readonly kind: 'answered' }>,
  error: VenueError,
  evidence: Evidence,
  nowMs: number,
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

function unexplained(status: number, { code, message }: VenueError): string {
  return ['http', status, code, message].filter((part) => part !== '').join(' ');
}
