import {
  type AccountId,
  accountIdSchema,
  partitionKey,
  type StrategyId,
  strategyIdSchema,
  symbolSchema,
  type TradingSymbol,
} from '@orderonce/contracts';
import { partitionFor } from '@orderonce/kafka';

/** One symbol on one account: a key, and with it a place on the topics. */
export interface Instrument {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly key: string;
  readonly partition: number;
}

const ACCOUNTS = 20;
const SYMBOLS = 50;
const LETTERS = 26;

export const STRATEGIES: readonly StrategyId[] = ['MOM', 'MEANREV', 'ARB', 'VWAP', 'PAIRS'].map(
  (name) => strategyIdSchema.parse(name),
);

/** A thousand instruments, always the same ones. */
export function instruments(partitions: number): Instrument[] {
  const symbols = Array.from({ length: SYMBOLS }, (_, at) => symbolSchema.parse(symbolText(at)));
  return Array.from({ length: ACCOUNTS }, (_, at) =>
    accountIdSchema.parse(`ACC-${String(at + 1).padStart(2, '0')}`),
  ).flatMap((accountId) =>
    symbols.map((symbol) => {
      const key = partitionKey(accountId, symbol);
      return { accountId, symbol, key, partition: partitionFor(key, partitions) };
    }),
  );
}

/** `SAA`, `SBA`, … `SAB`. */
function symbolText(at: number): string {
  const letter = (value: number) => String.fromCharCode(65 + (value % LETTERS));
  return `S${letter(at)}${letter(Math.floor(at / LETTERS))}`;
}
