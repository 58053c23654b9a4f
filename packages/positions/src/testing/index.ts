import { decodeOutcome, type Outcome } from '@orderonce/contracts';

/** Fields of an outcome as a test writes them: plain text, checked by the schema. */
export type OutcomeText = { readonly [field in keyof Outcome]?: unknown };

const ORDER: OutcomeText = {
  schemaVersion: 1,
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
  accountId: 'acct-1',
  symbol: 'AAPL',
  side: 'BUY',
  quantity: '10',
  source: 'broker',
  cumQty: '0',
  leavesQty: '0',
  brokerOrderId: 'venue-1',
  transactTimeMs: 1_790_000_000_000,
};

/** A valid outcome: an order to buy 10 AAPL on acct-1, with the given fields instead. */
export function outcome(fields: OutcomeText): Outcome {
  const text = JSON.stringify({ ...ORDER, ...fields });
  const decoded = decodeOutcome(Buffer.from(text));
  if (!decoded.ok) throw new Error(`not an outcome: ${JSON.stringify(decoded.problems)}`);
  return decoded.outcome;
}

export function accepted(fields: OutcomeText = {}): Outcome {
  const id = fields.clientOrderId ?? ORDER.clientOrderId;
  return outcome({
    outcomeId: `${id}/verdict`,
    execType: 'ACCEPTED',
    ordStatus: 'NEW',
    orderUuid: 'a3f8b2c1-0000-4000-8000-000000000001',
    ...fields,
  });
}

export function trade(
  cumQty: string,
  lastQty: string,
  lastPx: string,
  fields: OutcomeText = {},
): Outcome {
  const id = fields.clientOrderId ?? ORDER.clientOrderId;
  return outcome({
    outcomeId: `${id}/trade/${cumQty}`,
    execType: 'TRADE',
    ordStatus: 'PARTIALLY_FILLED',
    cumQty,
    lastQty,
    lastPx,
    ...fields,
  });
}
