import type { AccountId, Decimal, TradingSymbol } from '@orderonce/contracts';
import {
  type BookedOrder,
  type ChainPlace,
  type CountedFills,
  type Exposure,
  type Exposures,
  type OrderState,
  type Position,
  UNHEARD_OF,
} from '@orderonce/positions';
import { ConfigurationError } from '@orderonce/telemetry';

/** One order as it stands in Redis. */
export interface OrderRecord {
  /** Absent: no outcome told anything of the order itself yet. */
  readonly order?: BookedOrder;
  readonly chain?: ChainPlace;
  /** The latest outcome ids, without the client order id that they begin with. */
  readonly seen: readonly string[];
  /** Of different outcomes, all that ever were. */
  readonly outcomeCount: number;
}

/** One position as it stands in Redis. */
export interface PositionRecord {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly position: Position;
  readonly exposures: Exposures;
  /** Of outcomes that moved the position, all that ever were. */
  readonly moveCount: number;
  /** Where on the log the last change of the instrument stands, its orders' included. */
  readonly changedAt: { readonly partition: number; readonly offset: string };
}

// Mostly lists without names, behind the number of their form: records are most of what the tracker writes. How many
// outcomes and which client order id stands first, where the script looks for it.
const FORM = '1';

type FillsList = readonly [Decimal, Decimal, Decimal];
type ExposureList = readonly [number, Decimal, Decimal];
type Facts = Partial<Omit<OrderState, 'fills'>>;
type OrderList = readonly [
  outcomeCount: number,
  clientOrderId: string | null,
  seen: readonly string[],
  order: readonly [AccountId, TradingSymbol, Facts, FillsList] | null,
  chain?: readonly [ahead: string | null, FillsList | null] | null,
];
type PositionList = readonly [
  ...[AccountId, TradingSymbol],
  ...[quantity: Decimal, openCost: Decimal, realisedProfit: Decimal, unpricedQty: Decimal],
  ...[open: ExposureList, inDoubt: ExposureList],
  ...[moveCount: number, partition: number, offset: string],
];

export function encodeOrder({ order, chain, seen, outcomeCount }: OrderRecord): string {
  const list: OrderList = [
    outcomeCount,
    order?.clientOrderId ?? null,
    seen,
    order === undefined ? null : orderList(order),
    chain === undefined ? null : [chain.ahead ?? null, chain.fills ? fillsList(chain.fills) : null],
  ];
  return encode(list);
}

/** @throws {ConfigurationError} when it was written in a form that this version does not know */
export function decodeOrder(text: string): OrderRecord {
  const [outcomeCount, name, seen, order, chain] = decode(text) as OrderList;
  const [ahead, fills] = chain ?? [null, null];
  return {
    ...{ seen, outcomeCount },
    ...(order && { order: orderOf(order, name) }),
    ...(chain && { chain: { ...(ahead && { ahead }), ...(fills && { fills: fillsOf(fills) }) } }),
  };
}

export function encodePosition(record: PositionRecord): string {
  const { accountId, symbol, position, exposures, moveCount, changedAt } = record;
  const { quantity, openCost, realisedProfit, unpricedQty } = position;
  const [open, inDoubt] = [exposureList(exposures.open), exposureList(exposures.inDoubt)];
  const { partition, offset } = changedAt;
  const amounts = [quantity, openCost, realisedProfit, unpricedQty] as const;
  return encode([accountId, symbol, ...amounts, open, inDoubt, moveCount, partition, offset]);
}

/** @throws {ConfigurationError} as `decodeOrder` */
export function decodePosition(text: string): PositionRecord {
  const list = decode(text) as PositionList;
  const [accountId, symbol, quantity, openCost, realisedProfit, unpricedQty, ...others] = list;
  const [open, inDoubt, moveCount, partition, offset] = others;
  return {
    ...{ accountId, symbol, moveCount, changedAt: { partition, offset } },
    position: { quantity, openCost, realisedProfit, unpricedQty },
    exposures: { open: exposureOf(open), inDoubt: exposureOf(inDoubt) },
  };
}

function encode(list: OrderList | PositionList): string {
  return `${FORM} ${JSON.stringify(list)}`;
}

function decode(text: string): unknown {
  if (text.startsWith(`${FORM} `)) return JSON.parse(text.slice(FORM.length + 1));
  const rule = 'must be a new name: the state in Redis has a form that this version does not know';
  throw new ConfigurationError([{ path: 'TRACKER_STATE_NAME', rule }]);
}

/** Facts that are not so are left out. */
function orderList({ accountId, symbol, state }: BookedOrder) {
  const { fills, ...facts } = state;
  const told = Object.entries(facts).filter(([, fact]) => fact !== false);
  return [accountId, symbol, Object.fromEntries(told) as Facts, fillsList(fills)] as const;
}

function orderOf(list: NonNullable<OrderList[3]>, clientOrderId: string | null): BookedOrder {
  const [accountId, symbol, facts, fills] = list;
  const state = { ...UNHEARD_OF, ...facts, fills: fillsOf(fills) };
  return { accountId, symbol, ...(clientOrderId !== null && { clientOrderId }), state };
}

const fillsList = ({ cumQty, cost, unpricedQty }: CountedFills): FillsList => [
  cumQty,
  cost,
  unpricedQty,
];
const fillsOf = ([cumQty, cost, unpricedQty]: FillsList): CountedFills => ({
  cumQty,
  cost,
  unpricedQty,
});
const exposureList = ({ orders, buyQty, sellQty }: Exposure): ExposureList => [
  orders,
  buyQty,
  sellQty,
];
const exposureOf = ([orders, buyQty, sellQty]: ExposureList): Exposure => ({
  orders,
  buyQty,
  sellQty,
});
