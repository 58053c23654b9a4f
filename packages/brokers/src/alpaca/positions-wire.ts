import { type Decimal, decimalSchema, negate, symbolSchema, ZERO } from '@orderonce/contracts';
import { z } from 'zod';
import type { BrokerPosition, Unrecognised } from '../broker-order.ts';
import type { PositionsResult } from '../broker-results.ts';
import type { Exchange } from './http-exchange.ts';
import { readRows } from './list-answer.ts';
import type { Heard } from './reading.ts';
import { roughDecimalSchema } from './rough-decimal.ts';
import { shapeOf } from './shape.ts';

export const POSITIONS_PATH = '/v2/positions';

/** The fields of Alpaca's Position that we read. A short one has `side: short` and, in most places, a minus. */
const positionSchema = z
  .object({
    symbol: symbolSchema,
    side: z.enum(['long', 'short']),
    qty: decimalSchema,
    qty_available: decimalSchema.nullish().catch(undefined),
    avg_entry_price: roughDecimalSchema,
  })
  .transform((row): BrokerPosition => {
    const signed = (amount: Decimal) => withSign(amount, row.side === 'short');
    return {
      symbol: row.symbol,
      quantity: signed(row.qty),
      avgPx: row.avg_entry_price,
      ...(row.qty_available && { availableQuantity: signed(row.qty_available) }),
    };
  });

function withSign(amount: Decimal, isShort: boolean): Decimal {
  const isNegative = amount.startsWith('-');
  if (amount === ZERO || isNegative === isShort) return amount;
  return negate(amount);
}

export function readPositions(
  exchange: Exchange,
  heard: Pick<Heard, 'nowMs' | 'reading'>,
): PositionsResult {
  const answer = readRows(exchange, heard);
  if (answer.kind === 'unknown') return answer;
  const positions: BrokerPosition[] = [];
  const unrecognised: Unrecognised[] = [];
  for (const row of answer.rows) {
    const read = positionSchema.safeParse(row);
    if (read.success) {
      positions.push(read.data);
      continue;
    }
    const [issue] = read.error.issues;
    const text = `not a position: ${issue?.path.join('.')} in ${shapeOf(row)}`;
    heard.reading.notice(text);
    unrecognised.push({ text });
  }
  return { kind: 'found', positions, unrecognised };
}
