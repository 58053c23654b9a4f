import {
  type AccountId,
  type CancelIntent,
  type CloseIntent,
  createOrderIdGenerator,
  type Intent,
  intentSchema,
  type OrderType,
  type PlaceIntent,
  type ReplaceIntent,
  SCHEMA_VERSION,
  type Side,
  type StrategyId,
  type TimeInForce,
  validate,
} from '@orderonce/contracts';
import { ClientFailure } from './client-failure.ts';

/** An order as a strategy thinks of it. Amounts are decimal strings, such as `'178.50'`. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
  readonly orderType: OrderType;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  /** Default: `DAY`. */
  readonly timeInForce?: TimeInForce;
  /** Nothing is sent after this; epoch milliseconds. */
  readonly expiresAtMs?: number;
  /** 2 says that this is meant as a second order equal to an earlier one, and so on. */
  readonly occurrence?: number;
}

export interface CancelRequest {
  readonly symbol: string;
  readonly origClientOrderId: string;
  readonly expiresAtMs?: number;
}

export type ReplaceRequest = Omit<OrderRequest, 'occurrence'> & CancelRequest;

export interface CloseRequest {
  readonly symbol: string;
  /** Absent: all of the position. */
  readonly quantity?: string;
  readonly timeInForce?: TimeInForce;
  readonly expiresAtMs?: number;
}

/**
 * Makes intents. Each gets its ids here, once: keep the intent and publish it as often as you like, it stays
 * the same order.
 *
 * @throws {ClientFailure} `INVALID_INTENT`, naming every field that breaks a rule
 */
export interface IntentBuilder {
  place(request: OrderRequest): PlaceIntent;
  replace(request: ReplaceRequest): ReplaceIntent;
  cancel(request: CancelRequest): CancelIntent;
  closePosition(request: CloseRequest): CloseIntent;
}

export interface IntentBuilderOptions {
  readonly strategyId: StrategyId;
  readonly accountId: AccountId;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  /** Of another builder of the same strategy, when worker threads share one sequence of ids. */
  readonly counter?: SharedArrayBuffer;
}

export function createIntentBuilder(options: IntentBuilderOptions): IntentBuilder {
  const { strategyId, accountId, nowMs, counter } = options;
  const ids = createOrderIdGenerator({ strategyId, now: nowMs, ...(counter && { counter }) });

  function build<Kind extends Intent['kind']>(
    kind: Kind,
    request: object,
  ): Extract<Intent, { kind: Kind }> {
    // The caller's fields first: none of them can pass for one of ours.
    const intent = {
      ...request,
      schemaVersion: SCHEMA_VERSION,
      kind,
      ...ids.next(),
      strategyId,
      accountId,
      createdAtMs: nowMs(),
    };
    const checked = validate(intentSchema, intent, 'json');
    if (!checked.ok)
      throw new ClientFailure('INVALID_INTENT', 'nothing was sent', checked.problems);
    return checked.value as Extract<Intent, { kind: Kind }>;
  }

  const withDay = <Request extends { readonly timeInForce?: TimeInForce }>(request: Request) => ({
    timeInForce: 'DAY',
    ...request,
  });
  return {
    place: (request) => build('place', withDay(request)),
    replace: (request) => build('replace', withDay(request)),
    cancel: (request) => build('cancel', request),
    closePosition: (request) => build('close', withDay(request)),
  };
}
