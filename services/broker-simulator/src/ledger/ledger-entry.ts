import type { Decimal } from '@orderonce/contracts';

/**
 * What the venue saw or did. `post` is every submit that arrived, whatever became of it, and `patch` every
 * request to replace. An order that is to come in another's place begins with `replace-requested`.
 */
export const LEDGER_KINDS = [
  'post',
  'unauthorized',
  'accepted',
  'rejected',
  'refused-duplicate',
  'fill',
  'cancel-requested',
  'canceled',
  'cancel-rejected',
  'patch',
  'replace-requested',
  'replaced',
  'replace-rejected',
  'rejected-late',
  'expired',
  'close-requested',
  'returned-existing',
  'modified',
  'id-forgotten',
  'rate-limited',
] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** One line of the ledger: our words and the account's name in our system; amounts as decimal strings. */
export interface LedgerEntry {
  /** 1, 2, 3, …: the order in which things happened at the venue. */
  readonly seq: number;
  readonly atMs: number;
  /** Empty where the keys were wrong. */
  readonly accountId: string;
  readonly kind: LedgerKind;
  readonly clientOrderId?: string;
  readonly brokerOrderId?: string;
  /** The order that this one replaces, or is to. */
  readonly origClientOrderId?: string;
  readonly symbol?: string;
  readonly side?: 'BUY' | 'SELL';
  /** Of the order; of this fill where the kind is `fill`. */
  readonly quantity?: Decimal;
  readonly price?: Decimal;
  readonly cumQty?: Decimal;
  readonly fillId?: string;
  /** How often this client order id was posted to the account, this one included. */
  readonly attempt?: number;
  /** The body of a post as it came, its fields in alphabetical order. */
  readonly payload?: string;
  /** The code and the words of a refusal. */
  readonly code?: number;
  readonly message?: string;
  /** What was done to the request on purpose; several are joined with `+`. */
  readonly fault?: string;
}
