import type { FoundLetter } from '../../dlq/found-letter.ts';

/** A letter for a script, without its bytes. */
export function letterDocument({ partition, offset, logTimeMs, story, readable }: FoundLetter) {
  const { clientOrderId, strategyId, accountId, symbol } = readable;
  return {
    partition,
    offset,
    logTimeMs,
    clientOrderId,
    strategyId,
    accountId,
    symbol,
    ...{ story },
  };
}
