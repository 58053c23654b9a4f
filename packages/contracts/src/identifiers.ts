import { z } from 'zod';
import { branded } from './branded.ts';

/** `MOM-1RV4K2-000001-a3f8b2c1`: strategy, session, sequence, first eight hex digits of the UUID. */
export type ClientOrderId = string & { readonly __clientOrderId: unique symbol };
/** A UUID version 4 in lower case with dashes; without them it is the order's trace id. */
export type OrderUuid = string & { readonly __orderUuid: unique symbol };
export type StrategyId = string & { readonly __strategyId: unique symbol };
export type AccountId = string & { readonly __accountId: unique symbol };
export type TradingSymbol = string & { readonly __symbol: unique symbol };

// The patterns also become JSON Schema for other languages, so they use only what all of them read alike:
// no look-ahead, and [0-9] because elsewhere \d takes the digits of every script.

/** Crockford's base32 leaves out I, L, O and U, so that a person cannot misread an id aloud. */
export const CLIENT_ORDER_ID_PATTERN =
  /^[A-Z0-9]{1,10}-[0-9A-HJKMNP-TV-Z]{6}-[0-9]{6}-[0-9a-f]{8}$/;
const SEQUENCE_NOT_ZERO = /[1-9][0-9]*-[0-9a-f]{8}$/;
export const ORDER_UUID_PATTERN =
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const STRATEGY_ID_PATTERN = /^[A-Z0-9]{1,10}$/;

export const clientOrderIdSchema = branded<ClientOrderId>(
  z
    .string()
    .regex(CLIENT_ORDER_ID_PATTERN, {
      error: 'must be a structured order id such as MOM-1RV4K2-000001-a3f8b2c1',
      abort: true,
    })
    .regex(SEQUENCE_NOT_ZERO, 'has sequence 000000; the first is 000001'),
);

export const orderUuidSchema = branded<OrderUuid>(
  z.string().regex(ORDER_UUID_PATTERN, 'must be a UUID version 4 in lower case'),
);

export const strategyIdSchema = branded<StrategyId>(
  z.string().regex(STRATEGY_ID_PATTERN, 'must be 1 to 10 of A-Z and 0-9'),
);

// `|` would let two orders share a content key, `:` two instruments a partition key, braces move a Redis slot.
export const accountIdSchema = branded<AccountId>(
  z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z, a-z, 0-9, "_", "." and "-"'),
);

export const symbolSchema = branded<TradingSymbol>(
  z
    .string()
    .regex(
      /^[A-Z0-9][A-Z0-9._/-]{0,31}$/,
      'must be 1 to 32 of A-Z, 0-9, ".", "_", "/" and "-", upper case',
    ),
);
