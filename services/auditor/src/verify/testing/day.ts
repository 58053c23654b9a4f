import {
  type ClientOrderId,
  decimal,
  type Evidence,
  encodeIntent,
  encodeOutcome,
  type Intent,
  intentPayload,
  intentSchema,
  type Outcome,
  orderBodyOf,
  outcomeId,
  outcomeSchema,
  partitionKey,
  payloadHash,
  type Resolution,
  recordDigest,
  ZERO,
} from '@orderonce/contracts';
import {
  attemptedOutcome,
  duplicateOutcome,
  heldOutcome,
  resolvedOutcome,
  type Subject,
  verdictEvents,
  wordsOf,
} from '@orderonce/decisions';

export const DAY_MS = 1_790_000_000_000;

/** A step of a day by its name: an intent or an outcome, and what a test changed of its record. */
export interface Step {
  readonly name: string;
  readonly topic: 'intents' | 'outcomes';
  readonly key: string;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Settlement = Parameters<typeof verdictEvents>[1];

const SENT: Evidence = {
  atMs: DAY_MS + 5,
  action: 'submit',
  result: 'http 200, accepted',
  latencyMs: 3,
};
const REFUSED: Evidence = { ...SENT, result: 'http 403 40310000, rejected' };

/** Writes what strategies, executors and execution reports put on the topics in a day without faults. */
class Day {
  readonly steps: Step[] = [];
  #intents = 0;
  #made = 0;

  intent(name: string, fields: Record<string, unknown>): Subject {
    this.#made += 1;
    const hex = String(this.#made).padStart(8, '0');
    const intent = intentSchema.parse({
      schemaVersion: 1,
      clientOrderId: `MOM-1RV4K2-${String(this.#made).padStart(6, '0')}-${hex}`,
      orderUuid: `${hex}-58cc-4372-a567-0e02b2c3d479`,
      strategyId: 'MOM',
      accountId: 'ACC-1',
      symbol: 'AAPL',
      createdAtMs: DAY_MS + this.#made,
      ...fields,
    });
    return this.copy(name, intent);
  }

  copy(name: string, intent: Intent): Subject {
    const position = { topic: 'orders.intents', partition: 0, offset: String(this.#intents) };
    this.#intents += 1;
    const key = partitionKey(intent.accountId, intent.symbol);
    const value = encodeIntent(intent);
    this.steps.push({ name, topic: 'intents', key, value });
    return {
      intent,
      position,
      digest: recordDigest({ key, value }),
      payloadHash: payloadHash(intentPayload(intent)),
      ...((intent.kind === 'place' || intent.kind === 'replace') && { body: orderBodyOf(intent) }),
    };
  }

  say(name: string, outcome: Outcome): void {
    const key = partitionKey(outcome.accountId ?? ('' as never), outcome.symbol ?? ('' as never));
    this.steps.push({ name, topic: 'outcomes', key, value: encodeOutcome(outcome) });
  }

  verdict(
    name: string,
    subject: Subject,
    settlement: Partial<Settlement>,
    evidence: readonly Evidence[],
  ): void {
    const full = { ordStatus: 'NEW', cumQty: ZERO, settledAtMs: DAY_MS + 9, ...settlement };
    for (const outcome of verdictEvents(subject, full as Settlement, evidence))
      this.say(outcome.execType.endsWith('_REJECTED') ? `${name} beside` : name, outcome);
  }

  accepted(name: string, subject: Subject, brokerOrderId: string): void {
    this.verdict(name, subject, { verdict: 'ACCEPTED', brokerOrderId }, [SENT]);
  }

  /** A report of the venue on an order of ours. */
  report(name: string, { intent, body }: Subject, fields: Record<string, unknown>): void {
    const { clientOrderId, strategyId, accountId, symbol } = intent;
    const common = { schemaVersion: 1, clientOrderId, strategyId, accountId, symbol };
    const order = { side: body?.side, quantity: body?.quantity };
    const event = { ...common, ...order, source: 'broker', transactTimeMs: DAY_MS + 20 };
    this.say(name, outcomeSchema.parse({ ...event, ...fields }));
  }

  fill(
    name: string,
    subject: Subject,
    brokerOrderId: string,
    [last, cum]: readonly [string, string],
  ) {
    const quantity = subject.body?.quantity ?? ZERO;
    const leavesQty = String(Number(quantity) - Number(cum));
    const id = subject.intent.clientOrderId;
    this.report(name, subject, {
      ...{ execType: 'TRADE', ordStatus: leavesQty === '0' ? 'FILLED' : 'PARTIALLY_FILLED' },
      ...{ outcomeId: outcomeId.trade(id, decimal(cum)), brokerOrderId, leavesQty },
      ...{ lastQty: last, lastPx: '178.5', cumQty: cum },
    });
  }
}

const BUY = { kind: 'place', side: 'BUY', orderType: 'MARKET', timeInForce: 'DAY' } as const;
const LIMIT = { ...BUY, orderType: 'LIMIT', limitPrice: '178.50' } as const;

/** Every kind of order and of end there is, on one account and two symbols. */
export function everyKindOfDay(): Step[] {
  const day = new Day();
  filledOrder(day);
  refusedOrders(day);
  changedOrder(day);
  closedPosition(day);
  heldOrders(day);
  return day.steps;
}

function filledOrder(day: Day): void {
  const order = day.intent('first', { ...LIMIT, quantity: '10' });
  day.accepted('first accepted', order, 'v-1');
  day.fill('first fill', order, 'v-1', ['4', '4']);
  const copy = day.copy('first again', order.intent);
  day.say(
    'first duplicate',
    duplicateOutcome(copy, { ordStatus: 'NEW', brokerOrderId: 'v-1' }, DAY_MS),
  );
  day.fill('last fill', order, 'v-1', ['6', '10']);
  // Delivered again after a crash: the same event without its evidence.
  day.verdict('first accepted again', order, { verdict: 'ACCEPTED', brokerOrderId: 'v-1' }, []);
}

function refusedOrders(day: Day): void {
  const rejected = day.intent('poor', { ...BUY, quantity: '1000000' });
  const reason = { code: 'VENUE_REJECTED', text: '40310000: insufficient buying power' } as const;
  const no = { verdict: 'REJECTED', ordStatus: 'REJECTED', reason } as const;
  day.verdict('poor rejected', rejected, no, [REFUSED]);
  const late = day.intent('late', { ...BUY, quantity: '3' });
  const stale = { code: 'STALE', text: 'it is 12 s old' } as const;
  day.verdict('late denied', late, { verdict: 'DENIED', ordStatus: 'REJECTED', reason: stale }, []);
}

function changedOrder(day: Day): void {
  const order = day.intent('old', { ...LIMIT, symbol: 'IBM', quantity: '20' });
  const { clientOrderId: origClientOrderId, symbol } = order.intent;
  day.accepted('old accepted', order, 'v-2');
  day.fill('old fill', order, 'v-2', ['5', '5']);
  const change = { ...LIMIT, kind: 'replace', symbol, origClientOrderId, quantity: '30' };
  const replace = day.intent('replace', change);
  const taken = {
    verdict: 'ACCEPTED',
    ordStatus: 'PENDING_REPLACE',
    brokerOrderId: 'v-3',
  } as const;
  day.verdict('replace accepted', replace, taken, [{ ...SENT, action: 'replace' }]);
  const ended = { leavesQty: '0', cumQty: '5' };
  day.report('old replaced', order, {
    ...{ ...ended, execType: 'REPLACED', ordStatus: 'REPLACED', execId: 'v-3' },
    ...{ outcomeId: outcomeId.replaced(origClientOrderId), brokerOrderId: 'v-2' },
  });
  day.fill('replace fill', replace, 'v-3', ['7', '12']);
  const cancel = day.intent('cancel', { kind: 'cancel', symbol, origClientOrderId });
  const asked = { verdict: 'ACCEPTED', ordStatus: 'PENDING_CANCEL', brokerOrderId: 'v-3' } as const;
  day.verdict('cancel accepted', cancel, asked, [
    { ...SENT, action: 'cancel', result: 'http 204, requested' },
  ]);
  const { clientOrderId } = replace.intent;
  day.report('replace canceled', replace, {
    ...{ execType: 'CANCELED', ordStatus: 'CANCELED', cumQty: '12', leavesQty: '0' },
    ...{ outcomeId: outcomeId.canceled(clientOrderId), brokerOrderId: 'v-3' },
  });
  const tooLate = day.intent('second cancel', { kind: 'cancel', symbol, origClientOrderId });
  const reason = { code: 'VENUE_REJECTED', text: 'CANCELED: it is over' } as const;
  const no = { verdict: 'REJECTED', ordStatus: 'CANCELED', brokerOrderId: 'v-3', reason } as const;
  const look = { ...SENT, action: 'look-up', result: 'http 200, found' } as const;
  day.verdict('second cancel rejected', tooLate, { ...no, cumQty: decimal('12') }, [look]);
}

function closedPosition(day: Day): void {
  const close = day.intent('close', { kind: 'close', timeInForce: 'DAY' });
  const body = orderBodyOf({
    ...BUY,
    ...close.intent,
    side: 'SELL',
    quantity: decimal('10'),
  } as never);
  const closing = { ...close, body };
  day.say('close attempted', attemptedOutcome(closing, DAY_MS));
  const order = { ...body } as Settlement['order'];
  const verdict = { verdict: 'ACCEPTED', brokerOrderId: 'v-4', ...(order && { order }) } as const;
  day.verdict('close accepted', close, verdict, [SENT]);
}

function heldOrders(day: Day): void {
  const held = day.intent('doubtful', { ...BUY, quantity: '6' });
  const reason = { code: 'FATE_UNKNOWN', text: 'not shown within 1000 ms' } as const;
  const lost: Evidence = { ...SENT, result: 'no answer: timeout, unknown' };
  day.say('doubtful held', heldOutcome(held, { reason, heldAtMs: DAY_MS + 7 }, [lost]));
  const resolution = resolutionOf(held.intent.clientOrderId);
  const words = wordsOf(resolution);
  day.say('doubtful resolved', resolvedOutcome(held, resolution, words, []));
  const adopted = { code: 'RESOLVED_ADOPT', text: words } as const;
  const yes = { verdict: 'ACCEPTED', brokerOrderId: 'v-5', reason: adopted } as const;
  day.verdict('doubtful accepted', held, yes, []);
  const left = day.intent('left', { ...BUY, symbol: 'IBM', quantity: '7' });
  day.say('left held', heldOutcome(left, { reason, heldAtMs: DAY_MS + 8 }, [lost]));
}

function resolutionOf(clientOrderId: ClientOrderId): Resolution {
  return {
    ...{ schemaVersion: 1, kind: 'resolution', changeId: 'change-0001', who: 'ann' },
    ...{ why: 'seen in the blotter', atMs: DAY_MS + 8, decision: 'adopt', clientOrderId },
    ...{ accountId: 'ACC-1' as Resolution['accountId'], symbol: 'AAPL' as Resolution['symbol'] },
  };
}
