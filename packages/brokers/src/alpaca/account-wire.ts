import { nonNegativeDecimalSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { BrokerAccount } from '../broker-order.ts';
import type { AccountResult } from '../broker-results.ts';
import { unexplained } from './answers.ts';
import type { Exchange } from './http-exchange.ts';
import { readJson } from './list-answer.ts';
import type { Heard } from './reading.ts';
import { shapeOf } from './shape.ts';
import { decodeVenueError } from './venue-error.ts';

export const ACCOUNT_PATH = '/v2/account';

const flag = z.boolean().nullish();

/** The fields of Alpaca's Account that we read. */
const accountSchema = z
  .object({
    status: z.string().min(1).max(100),
    buying_power: nonNegativeDecimalSchema,
    currency: z.string().min(1).max(10),
    trading_blocked: flag,
    account_blocked: flag,
    trade_suspended_by_user: flag,
  })
  .transform((wire): BrokerAccount => {
    const { trading_blocked, account_blocked, trade_suspended_by_user } = wire;
    const isBlocked = trading_blocked || account_blocked || trade_suspended_by_user;
    return {
      status: wire.status,
      canTrade: wire.status === 'ACTIVE' && !isBlocked,
      buyingPower: wire.buying_power,
      currency: wire.currency,
    };
  });

/** 401 and 403 are about the keys here: this question is about nothing else. */
export function readAccount(
  exchange: Exchange,
  heard: Pick<Heard, 'nowMs' | 'reading'>,
): AccountResult {
  if (exchange.kind === 'answered' && (exchange.status === 401 || exchange.status === 403)) {
    const text = unexplained(exchange.status, decodeVenueError(exchange.body));
    return { kind: 'unauthorized', text };
  }
  const answer = readJson(exchange, heard);
  if (answer.kind === 'unknown') return answer;
  const read = accountSchema.safeParse(answer.value);
  if (read.success) return { kind: 'found', account: read.data };
  const [issue] = read.error.issues;
  const text = `not an account: ${issue?.path.join('.')}`;
  heard.reading.notice(`${text} in ${shapeOf(answer.value)}`);
  return { kind: 'unknown', text };
}
