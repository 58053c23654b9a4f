import { encodeOutcome, type Outcome, outcomeSchema } from '@orderonce/contracts';

/** The nth outcome of a stream in which each has an id of its own. */
export function sampleOutcome(n: number): Outcome {
  const clientOrderId = `MOM-1RV4K2-${String(n + 1).padStart(6, '0')}-a3f8b2c1`;
  return outcomeSchema.parse({
    schemaVersion: 1,
    outcomeId: `${clientOrderId}/verdict`,
    clientOrderId,
    accountId: 'ACC-1',
    symbol: 'AAPL',
    execType: 'ACCEPTED',
    ordStatus: 'NEW',
    source: 'executor',
    cumQty: '0',
    leavesQty: '10',
    transactTimeMs: 1_760_000_000_000,
  });
}

export const sampleValue = (n: number): string => encodeOutcome(sampleOutcome(n));
export const sampleId = (n: number): string => sampleOutcome(n).outcomeId;
