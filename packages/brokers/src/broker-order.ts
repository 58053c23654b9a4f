import type {
  ClientOrderId,
  Decimal,
  OrderBody,
  OrdStatus,
  TradingSymbol,
} from '@orderonce/contracts';

/** What an order is meant to do to the position; a venue refuses one that would do something else. */
export const POSITION_INTENTS = [
  'buy_to_open',
  'buy_to_close',
  'sell_to_open',
  'sell_to_close',
] as const;
export type PositionIntent = (typeof POSITION_INTENTS)[number];

/** An order as the venue shows it, in our words. */
export interface BrokerOrder {
  readonly brokerOrderId: string;
  /** Ours as we made it, whatever the venue's spelling; an order of somebody else has any text. */
  readonly clientOrderId: ClientOrderId | string;
  /** Of an order that replaces another, the quantity is the total of the chain, its fills included. */
  readonly body: OrderBody;
  readonly ordStatus: OrdStatus;
  /** Of an order that replaces another, what that one had filled is included. */
  readonly cumQty: Decimal;
  readonly avgPx?: Decimal;
  /** The venue's id of the order that took this one's place. */
  readonly replacedBy?: string;
  /** The venue's id of the order whose place this one took. */
  readonly replaces?: string;
  readonly positionIntent?: PositionIntent;
}

export interface BrokerFill {
  /** The venue's id of this fill; it also orders fills. */
  readonly fillId: string;
  readonly brokerOrderId: string;
  readonly lastQty: Decimal;
  readonly lastPx: Decimal;
  readonly cumQty: Decimal;
  readonly leavesQty: Decimal;
  readonly transactTimeMs: number;
}

export interface BrokerPosition {
  readonly symbol: TradingSymbol;
  /** Negative: short. Never zero. */
  readonly quantity: Decimal;
  /** The average price at which it was entered. */
  readonly avgPx: Decimal;
  /** The part of `quantity` that no open order is about to close; absent where the venue does not say. */
  readonly availableQuantity?: Decimal;
}

export interface BrokerAccount {
  /** The venue's own word, for people. */
  readonly status: string;
  /** False: the venue says that it takes no orders from this account now. */
  readonly canTrade: boolean;
  readonly buyingPower: Decimal;
  readonly currency: string;
}

/** Something of the venue's that we cannot read, in one line that tells its shape and none of its secrets. */
export interface Unrecognised {
  readonly text: string;
  /** Where it could be read. */
  readonly brokerOrderId?: string;
}
