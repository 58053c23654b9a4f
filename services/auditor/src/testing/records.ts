import {
  type ControlRecord,
  controlRecordSchema,
  decodeControl,
  decodeOutcome,
  encodeControl,
  type Outcome,
} from '@orderonce/contracts';
import { ControlState } from '../control/control-state.ts';

/** Fields as a test writes them: plain text, checked by the schema. */
type Fields = Readonly<Record<string, unknown>>;

const AT_MS = 1_790_000_000_000;
const ORDER_ID = 'MOM-1RV4K2-000001-a3f8b2c1';

const DEFAULTS: Readonly<Record<ControlRecord['kind'], Fields>> = {
  'kill-switch': { scope: { kind: 'global' }, changeId: 'kill-0001' },
  'resume-request': {
    scope: { kind: 'global' },
    changeId: 'request-0001',
    resumes: 'kill-0001',
  },
  resume: {
    scope: { kind: 'global' },
    changeId: 'resume-0001',
    resumes: 'kill-0001',
    confirms: 'request-0001',
  },
  limits: { scope: { kind: 'account', accountId: 'acct-1' }, changeId: 'limits-0001' },
  'reference-price': { symbol: 'AAPL', price: '178.50', atMs: AT_MS },
  hold: {
    intent: {
      schemaVersion: 1,
      kind: 'place',
      clientOrderId: ORDER_ID,
      orderUuid: 'a3f8b2c1-0000-4000-8000-000000000001',
      strategyId: 'MOM',
      accountId: 'acct-1',
      symbol: 'AAPL',
      createdAtMs: AT_MS,
      side: 'BUY',
      quantity: '10',
      orderType: 'LIMIT',
      limitPrice: '178.50',
      timeInForce: 'DAY',
    },
    position: { topic: 'orders.intents', partition: 3, offset: '42' },
    reason: { code: 'FATE_UNKNOWN', text: 'nobody knows whether the venue has it' },
    heldAtMs: AT_MS,
  },
  resolution: {
    changeId: 'resolution-0001',
    accountId: 'acct-1',
    symbol: 'AAPL',
    clientOrderId: ORDER_ID,
    decision: 'adopt',
  },
  acknowledgement: {
    executorId: 'exec-1',
    acknowledges: 'kill-0001',
    result: 'done',
    text: '',
    atMs: AT_MS,
  },
};

const SIGNED = { who: 'ada', why: 'a test', atMs: AT_MS };
const UNSIGNED: readonly string[] = ['reference-price', 'hold', 'acknowledgement'];

/** A valid record of the control topic, with the given fields instead of usual ones. */
export function control(kind: ControlRecord['kind'], fields: Fields = {}): ControlRecord {
  return controlRecordSchema.parse({
    schemaVersion: 1,
    kind,
    ...(UNSIGNED.includes(kind) ? {} : SIGNED),
    ...DEFAULTS[kind],
    ...fields,
  });
}

/** What these records add up to, in this order. */
export function stateOf(...records: readonly ControlRecord[]): ControlState {
  const state = new ControlState();
  for (const record of records) {
    const { key, value } = encodeControl(record);
    state.take(decodeControl(Buffer.from(key), Buffer.from(value)));
  }
  return state;
}

const ORDER: Fields = {
  schemaVersion: 1,
  clientOrderId: ORDER_ID,
  accountId: 'acct-1',
  symbol: 'AAPL',
  strategyId: 'MOM',
  source: 'broker',
  cumQty: '0',
  leavesQty: '0',
  transactTimeMs: AT_MS,
};

/** A valid outcome of an order to buy 10 AAPL on acct-1, with the given fields instead. */
export function outcome(fields: Fields): Outcome {
  const id = fields['clientOrderId'] ?? ORDER_ID;
  const text = JSON.stringify({ ...ORDER, outcomeId: `${id}/test`, ...fields });
  const decoded = decodeOutcome(Buffer.from(text));
  if (!decoded.ok) throw new Error(`not an outcome: ${JSON.stringify(decoded.problems)}`);
  return decoded.outcome;
}

export function accepted(fields: Fields = {}): Outcome {
  return outcome({
    execType: 'ACCEPTED',
    ordStatus: 'NEW',
    order: {
      symbol: fields['symbol'] ?? 'AAPL',
      side: 'BUY',
      quantity: '10',
      orderType: 'LIMIT',
      limitPrice: '178.50',
      timeInForce: 'DAY',
    },
    ...fields,
  });
}

export function trade(cumQty: string, fields: Fields = {}): Outcome {
  return outcome({ execType: 'TRADE', ordStatus: 'PARTIALLY_FILLED', cumQty, ...fields });
}
