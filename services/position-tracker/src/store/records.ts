import type { AccountId, TradingSymbol } from '@orderonce/contracts';
import type {
  BookedOrder,
  ChainPlace,
  Exposures,
  KeptOutcome,
  Position,
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

/** A change of a position as it is told to who listens. */
export interface PositionEvent {
  readonly position: PositionRecord;
  readonly outcome: KeptOutcome;
}

const FORM = 1;

export function encodeRecord(record: OrderRecord | PositionRecord): string {
  return `${FORM} ${JSON.stringify(record)}`;
}

/** @throws {ConfigurationError} when it was written in a form that this version does not know */
export function decodeOrder(text: string): OrderRecord {
  return decode(text) as OrderRecord;
}

/** @throws {ConfigurationError} as `decodeOrder` */
export function decodePosition(text: string): PositionRecord {
  return decode(text) as PositionRecord;
}

function decode(text: string): unknown {
  if (text.startsWith(`${FORM} `)) return JSON.parse(text.slice(`${FORM} `.length));
  const rule = 'must be a new name: the state in Redis has a form that this version does not know';
  throw new ConfigurationError([{ path: 'TRACKER_STATE_NAME', rule }]);
}
