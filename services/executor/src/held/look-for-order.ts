import { type Broker, type BrokerOrder, type LookUpResult, sameOrder } from '@orderonce/brokers';
import {
  type CancelIntent,
  type CloseIntent,
  isClientOrderId,
  type OrdStatus,
} from '@orderonce/contracts';
import type { Payload } from '@orderonce/idempotency';
import { callVenue, type VenueCall } from '../call-venue.ts';
import { isClosingOrder, payloadOf } from '../close/closing-order.ts';
import type { Intake } from '../intake/intake.ts';
import type { HeldWork } from './held-work.ts';

/** What the venue says of a held order now. */
export type Sighting =
  | {
      readonly kind: 'shown';
      readonly brokerOrderId: string;
      readonly ordStatus: 'NEW' | 'PENDING_REPLACE' | 'PENDING_CANCEL';
      /** Where the venue's order is not what the intent asked for. */
      readonly differingFields: readonly string[];
      /** Of a close: what it became, which the intent does not say. */
      readonly order?: Payload;
    }
  | { readonly kind: 'not-shown'; readonly text: string }
  /** Nobody can say, or what was found cannot be this order. */
  | { readonly kind: 'unknown'; readonly text: string };

const CANCELLED: ReadonlySet<OrdStatus> = new Set(['CANCELED', 'PENDING_CANCEL']);

/** Asks the venue once: by its own id of the order where a person gave one, otherwise by ours. */
export async function lookForOrder(work: HeldWork, brokerOrderId?: string): Promise<Sighting> {
  const { intent } = work.intake.subject;
  const broker = work.intake.ports.brokers.get(intent.accountId);
  if (broker === undefined)
    return { kind: 'unknown', text: `no venue is configured for ${intent.accountId}` };
  const options = { timeoutMs: work.intake.options.brokerTimeoutMs };
  const target = intent.kind === 'cancel' ? intent.origClientOrderId : intent.clientOrderId;
  const found = await ask(
    work,
    broker,
    brokerOrderId === undefined
      ? {
          name: 'findByClientOrderId',
          id: target,
          send: () => broker.findByClientOrderId(target, options),
        }
      : {
          name: 'findByBrokerOrderId',
          id: brokerOrderId,
          send: () => broker.findByBrokerOrderId(brokerOrderId, options),
        },
  );
  if (found.kind === 'unknown')
    return { kind: 'unknown', text: `the venue could not say: ${found.text}` };
  if (found.kind === 'absent')
    return { kind: 'not-shown', text: `the venue shows no order ${brokerOrderId ?? target}` };
  return intent.kind === 'cancel'
    ? sightingOfCancel(intent, found.order)
    : sightingOfOrder(work.intake, found.order);
}

async function ask(
  { intake, evidence, signal }: HeldWork,
  broker: Broker,
  call: VenueCall<LookUpResult>,
): Promise<LookUpResult> {
  const { pacer } = intake.ports;
  const { accountId } = intake.subject.intent;
  if (pacer.isLimited(accountId)) await pacer.take(accountId, 'look-up', signal);
  const answer = await callVenue(intake, broker, call);
  evidence.push(answer.evidence);
  if (answer.kind === 'unknown' && answer.retryAfterMs !== undefined)
    pacer.pause(accountId, answer.retryAfterMs);
  return answer;
}

/** A cancel is no order: what there is to see is the state of the order that it names. */
function sightingOfCancel(intent: CancelIntent, order: BrokerOrder): Sighting {
  const { brokerOrderId, ordStatus } = order;
  return CANCELLED.has(ordStatus)
    ? { kind: 'shown', brokerOrderId, ordStatus: 'PENDING_CANCEL', differingFields: [] }
    : { kind: 'not-shown', text: `the order ${intent.origClientOrderId} is ${ordStatus}` };
}

function sightingOfOrder({ subject }: Intake, order: BrokerOrder): Sighting {
  const { brokerOrderId, clientOrderId, body, ordStatus } = order;
  const { intent } = subject;
  const isOwnId = clientOrderId === intent.clientOrderId;
  // Its fills would count on another instrument, or twice: no person's word makes it this order.
  if (body.symbol !== intent.symbol)
    return { kind: 'unknown', text: `${brokerOrderId} is an order in ${body.symbol}` };
  if (!isOwnId && isClientOrderId(clientOrderId))
    return { kind: 'unknown', text: `${brokerOrderId} is the order ${clientOrderId}` };
  if (ordStatus === 'REJECTED')
    return { kind: 'not-shown', text: `the venue keeps ${brokerOrderId} as rejected` };
  const differing =
    intent.kind === 'close'
      ? differencesOfClose(intent, order)
      : subject.body === undefined
        ? []
        : sameOrder(subject.body, order);
  return {
    kind: 'shown',
    brokerOrderId,
    ordStatus: intent.kind === 'replace' ? 'PENDING_REPLACE' : 'NEW',
    differingFields: isOwnId ? differing : ['client order id', ...differing],
    ...(intent.kind === 'close' && { order: payloadOf(body) }),
  };
}

function differencesOfClose(intent: CloseIntent, order: BrokerOrder): readonly string[] {
  return isClosingOrder(intent, order) ? [] : ['what the close asks for'];
}
