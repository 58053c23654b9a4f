import { ContractsError } from './contracts-error.ts';
import {
  CLIENT_ORDER_ID_PATTERN,
  type ClientOrderId,
  type OrderUuid,
  STRATEGY_ID_PATTERN,
  type StrategyId,
} from './identifiers.ts';
import { LAST_SESSION, readSession, startMsOfSession, writeSession } from './session.ts';

/** Sequences of one session run from 1 to this. */
export const LAST_SEQUENCE = 999_999;

/** What a structured order id tells by itself. */
export interface OrderIdParts {
  readonly strategyId: StrategyId;
  /** Whole seconds from 2020-01-01 UTC to the start of the session. */
  readonly session: number;
  /** 1 to 999 999 within the session. */
  readonly sequence: number;
  /** The first eight hex digits of the order's UUID. */
  readonly uuidPrefix: string;
}

export type ParsedOrderId =
  | ({ readonly ok: true; readonly sessionStartMs: number } & OrderIdParts)
  | { readonly ok: false; readonly problem: string };

/**
 * Takes a structured order id apart. Never throws; formatting the parts again gives the same text.
 * Only the one spelling is read: upper case strategy and session, lower case UUID prefix.
 */
export function parseOrderId(text: string): ParsedOrderId {
  if (text.length > 36 || !CLIENT_ORDER_ID_PATTERN.test(text))
    return { ok: false, problem: 'must look like MOM-1RV4K2-000001-a3f8b2c1' };
  const [strategyId = '', sessionText = '', sequenceText = '', uuidPrefix = ''] = text.split('-');
  const session = readSession(sessionText);
  const sequence = Number(sequenceText);
  if (session === null) return { ok: false, problem: 'has a session outside Crockford base32' };
  if (sequence === 0) return { ok: false, problem: 'has sequence 000000; the first is 000001' };
  return {
    ok: true,
    strategyId: strategyId as StrategyId,
    session,
    sessionStartMs: startMsOfSession(session),
    sequence,
    uuidPrefix,
  };
}

/**
 * Puts an id together; {@link parseOrderId} takes it apart into the same parts.
 *
 * @throws {ContractsError} `INVALID_ORDER_ID_PARTS` when the parts are not those of any id
 */
export function formatOrderId(parts: OrderIdParts): ClientOrderId {
  const { strategyId, session, sequence, uuidPrefix } = parts;
  const isWithin = (value: number, first: number, last: number) =>
    Number.isInteger(value) && value >= first && value <= last;
  if (
    !STRATEGY_ID_PATTERN.test(strategyId) ||
    !isWithin(session, 0, LAST_SESSION) ||
    !isWithin(sequence, 1, LAST_SEQUENCE) ||
    !/^[0-9a-f]{8}$/.test(uuidPrefix)
  )
    throw new ContractsError('INVALID_ORDER_ID_PARTS', JSON.stringify(parts));
  return joinOrderId(strategyId, writeSession(session), sequence, uuidPrefix);
}

/** The text alone, for parts that are known to be good. */
export function joinOrderId(
  strategyId: StrategyId,
  sessionText: string,
  sequence: number,
  uuidPrefix: string,
): ClientOrderId {
  return `${strategyId}-${sessionText}-${String(sequence).padStart(6, '0')}-${uuidPrefix}` as ClientOrderId;
}

export function isClientOrderId(text: string): text is ClientOrderId {
  return parseOrderId(text).ok;
}

/**
 * When the session of an id began, epoch milliseconds: the id was made then or later (bursts above
 * 999 999 ids a second aside), so it is where to begin looking in the topics, less a margin for clocks.
 */
export function sessionStartMsOf(id: ClientOrderId): number {
  const parsed = parseOrderId(id);
  if (!parsed.ok) throw new ContractsError('INVALID_ORDER_ID_PARTS', JSON.stringify(id));
  return parsed.sessionStartMs;
}

/** The order's trace id: 32 lower case hex digits. */
export function traceIdOf(orderUuid: OrderUuid): string {
  const part = (from: number, to: number) => orderUuid.slice(from, to);
  return part(0, 8) + part(9, 13) + part(14, 18) + part(19, 23) + part(24, 36);
}
