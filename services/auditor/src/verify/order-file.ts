import type { Decimal, ExecType, Intent, OrdStatus, Side } from '@orderonce/contracts';

/** One copy of an intent as it stands on the log, with what its outcomes are held against. */
export interface IntentCopy {
  readonly order: OrderFile;
  readonly offset: number;
  readonly logTimeMs: number;
  readonly kind: Intent['kind'];
  readonly payloadHash: string;
  /** `recordDigest` of its record. */
  readonly digest: string;
  readonly orderUuid: string;
  readonly createdAtMs: number;
  readonly origClientOrderId: string | undefined;
  /** What is sent for it, in one spelling; of a close what is known of that, of a cancel nothing. */
  readonly body: string;
  isAnswered: boolean;
  isRefused: boolean;
}

export interface ToldVerdict {
  readonly offset: number;
  readonly logTimeMs: number;
  readonly execType: ExecType;
  readonly ordStatus: OrdStatus;
  readonly reasonCode: string | undefined;
  readonly brokerOrderId: string | undefined;
  readonly duplicateOf: string | undefined;
  readonly payloadHash: string | undefined;
  readonly side: Side | undefined;
  readonly quantity: Decimal | undefined;
  readonly body: string;
  /** A cancel's names an order and is none. */
  readonly isOrder: boolean;
}

export interface ToldTrade {
  readonly offset: number;
  readonly logTimeMs: number;
  readonly brokerOrderId: string | undefined;
  readonly side: Side | undefined;
  readonly quantity: Decimal | undefined;
  readonly cumQty: Decimal;
  readonly lastQty: Decimal;
  readonly lastPx: Decimal | undefined;
  readonly leavesQty: Decimal;
}

export interface ToldEnd {
  readonly offset: number;
  readonly logTimeMs: number;
  readonly execType: ExecType;
  readonly ordStatus: OrdStatus;
  readonly brokerOrderId: string | undefined;
  readonly cumQty: Decimal;
}

interface ToldHold {
  readonly offset: number;
  readonly logTimeMs: number;
}

export interface ToldResolution {
  readonly offset: number;
  readonly logTimeMs: number;
  readonly changeId: string;
  readonly reasonCode: string | undefined;
}

interface ToldCorrection {
  readonly offset: number;
  readonly brokerOrderId: string | undefined;
}

/** What one partition tells of one order: as little as judging it at the end needs. */
export interface OrderFile {
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  /** Some outcome names an intent from before what is read. */
  isOld: boolean;
  copies: IntentCopy[];
  /** The first one: it counts. */
  verdict: ToldVerdict | null;
  /** The latest one. */
  hold: ToldHold | null;
  isDuplicated: boolean;
  /** Offset of the first outcome of any kind. */
  firstToldAt: number | null;
  resolutions: ToldResolution[];
  corrections: ToldCorrection[];
  trades: ToldTrade[];
  ends: ToldEnd[];
}

// Shared by all orders that have none: most of them.
const NONE: never[] = [];

export function openFile(accountId: string, symbol: string, clientOrderId: string): OrderFile {
  return {
    accountId,
    symbol,
    clientOrderId,
    isOld: false,
    copies: NONE,
    verdict: null,
    hold: null,
    isDuplicated: false,
    firstToldAt: null,
    resolutions: NONE,
    corrections: NONE,
    trades: NONE,
    ends: NONE,
  };
}

/** `list` with `item` behind its last; the list of nobody is never written to. */
export function appended<Item>(list: Item[], item: Item): Item[] {
  if (list === NONE) return [item];
  list.push(item);
  return list;
}
