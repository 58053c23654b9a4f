import type { CloseIntent, OrderBody } from '@orderonce/contracts';
import {
  accepted,
  attemptedOutcome,
  type Conclusion,
  denied,
  held,
  withOrder,
} from '@orderonce/decisions';
import { inDoubt, neverSent } from '@orderonce/decisions/place';
import type { Payload } from '@orderonce/idempotency';
import type { Attempt, Permission } from '../attempt.ts';
import { placeOrder } from '../place/place-order.ts';
import { publishOutcome } from '../publish-outcome.ts';
import { STORE_RETRY_MS } from '../store-retry.ts';
import { bodyOf, closingOrder, payloadOf } from './closing-order.ts';
import { findLostOrder } from './find-lost-order.ts';
import { readHolding } from './read-holding.ts';

const PAUSE_MS = 250;

/** What an earlier attempt, or none, left behind. */
export interface Begun {
  readonly wasTriedBefore: boolean;
  /** The order as it was computed and noted before the first send. */
  readonly body?: Payload;
}

/**
 * Brings a `close` intent to its end as one ordinary order the other way, that can only reduce the position. What
 * that order is, is computed once and noted on the record before it is first sent, so that every later attempt
 * sends the same, however the position has changed:
 *
 * ```
 * read position and open orders ── compute ── note on the record, tell the log ── send ── lost ── send it again
 *                                             └ crash ────────────────────────────────────────── send the noted one
 *                                             └ crash, and the store forgets ── rebuilt from the log: the same
 * ```
 */
export async function closeOrder(
  attempt: Attempt,
  intent: CloseIntent,
  { wasTriedBefore, body }: Begun,
): Promise<Conclusion> {
  const { clock } = attempt.intake.ports;
  const beganMs = clock.monotonicMs();
  if (body !== undefined) return sendClosing(attempt, bodyOf(body), wasTriedBefore);
  if (wasTriedBefore) {
    const lost = await findLostOrder(attempt, intent);
    if (lost.kind === 'concluded') return lost.conclusion;
    if (lost.kind === 'found') {
      const { order } = lost;
      return withOrder(
        accepted(order.brokerOrderId, 'NEW', clock.epochMs()),
        payloadOf(order.body),
      );
    }
  }
  for (let pauseMs = 0; ; pauseMs = PAUSE_MS) {
    const banned = attempt.sendBan();
    if (banned !== null) return unsent(wasTriedBefore, banned.code, banned.text, clock.epochMs());
    const { maxDoubtMs } = attempt.intake.options;
    if (clock.monotonicMs() - beganMs >= maxDoubtMs) {
      const text = `the venue did not show the position for ${maxDoubtMs} ms`;
      return unsent(wasTriedBefore, 'VENUE_UNREACHABLE', text, clock.epochMs());
    }
    const permission = await attempt.permission('look-up', pauseMs);
    if (permission !== 'granted') return { kind: permission };
    const read = await readHolding(attempt, intent.symbol);
    if (read.kind === 'stopped') return { kind: read.permission };
    if (read.kind === 'unknown') continue;
    const closing = closingOrder(intent, read.holding);
    if (closing.kind === 'nothing')
      return unsent(wasTriedBefore, 'NO_POSITION', closing.text, clock.epochMs());
    const noted = await noteBody(attempt, closing.body);
    if (noted !== 'granted') return { kind: noted };
    await tellBody(attempt, closing.body);
    return sendClosing(attempt, closing.body, wasTriedBefore);
  }
}

/** A body that is not on the record must not be sent: the next attempt would compute another one. */
async function noteBody(attempt: Attempt, body: OrderBody): Promise<Permission> {
  const { lane, ports } = attempt.intake;
  while (!lane.signal.aborted) {
    const step = await ports.claims.markSubmitted(attempt.claim, payloadOf(body));
    if (step.kind === 'lost') return 'lost';
    if (step.kind === 'done') {
      attempt.claim = step.claim;
      return 'granted';
    }
    await lane.waitWithoutSlot(() => ports.clock.sleep(STORE_RETRY_MS, lane.signal));
  }
  return 'abandoned';
}

/** Where every send is told before it happens anyway, the body is told with it. */
async function tellBody({ broker, intake }: Attempt, body: OrderBody): Promise<void> {
  if (broker.capabilities.repeatedClientOrderId !== 'refused-for-ever') return;
  const subject = { ...intake.subject, body };
  await publishOutcome(intake, attemptedOutcome(subject, intake.ports.clock.epochMs()));
}

async function sendClosing(
  attempt: Attempt,
  body: OrderBody,
  mayHaveBeenSent: boolean,
): Promise<Conclusion> {
  const nowMs = attempt.intake.ports.clock.monotonicMs();
  attempt.intake = { ...attempt.intake, subject: { ...attempt.intake.subject, body } };
  const begin = mayHaveBeenSent ? inDoubt(nowMs) : neverSent(nowMs);
  return withOrder(await placeOrder(attempt, body, begin), payloadOf(body));
}

/** What an earlier attempt may have sent is never denied: a person looks why it cannot be found. */
function unsent(
  wasTriedBefore: boolean,
  code: Parameters<typeof denied>[0],
  text: string,
  nowMs: number,
): Conclusion {
  return wasTriedBefore
    ? held('FATE_UNKNOWN', `an earlier attempt left no word of what it sent, and ${text}`, nowMs)
    : denied(code, text, nowMs);
}
