import { z } from 'zod';
import { decimalSchema, nonNegativeDecimalSchema, positiveDecimalSchema } from '../decimal.ts';
import {
  accountIdSchema,
  clientOrderIdSchema,
  orderUuidSchema,
  strategyIdSchema,
  symbolSchema,
} from '../identifiers.ts';
import { epochMsSchema, intentShapeSchema } from '../intent.ts';
import { evidenceSchema, orderBodySchema, outcomeSchema } from '../outcome.ts';

/** The parts that get a name of their own, so that generated code has one type for each. */
const NAMED = {
  Decimal: decimalSchema,
  PositiveDecimal: positiveDecimalSchema,
  NonNegativeDecimal: nonNegativeDecimalSchema,
  ClientOrderId: clientOrderIdSchema,
  OrderUuid: orderUuidSchema,
  StrategyId: strategyIdSchema,
  AccountId: accountIdSchema,
  Symbol: symbolSchema,
  EpochMs: epochMsSchema,
  OrderBody: orderBodySchema,
  Evidence: evidenceSchema,
};

const names = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(NAMED)) names.add(schema, { id });

function jsonSchemaOf(schema: z.ZodType, about: { $id: string; title: string; $comment: string }) {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    metadata: names,
  });
  return { $schema, ...about, ...rest };
}

/**
 * The two message schemas as JSON Schema, draft 2020-12, for strategies and readers in other languages.
 * They say all that the zod schemas say about single fields, and refuse unknown ones. The rest, which JSON
 * Schema cannot say, is in `$comment`; the executor checks it.
 */
export function jsonSchemas() {
  return {
    intent: jsonSchemaOf(intentShapeSchema, {
      $id: 'urn:orderonce:intent:1',
      title: 'Order intent',
      $comment:
        'Not said here: strategyId is the first part of clientOrderId; orderUuid begins with its last part; ' +
        'origClientOrderId is another order than clientOrderId; expiresAtMs is after createdAtMs; ' +
        'a message has at most 65536 bytes of UTF-8, and no field twice.',
    }),
    outcome: jsonSchemaOf(outcomeSchema, {
      $id: 'urn:orderonce:outcome:1',
      title: 'Order outcome',
      $comment:
        'Not said here: lengths of texts count UTF-16 code units; a message has at most 65536 bytes of UTF-8, ' +
        'and no field twice.',
    }),
  };
}
