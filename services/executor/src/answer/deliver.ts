import type { OrderOutcome } from '@orderonce/contracts';
import type { Conclusion } from '@orderonce/decisions';
import { heldOutcome, verdictEvents } from '@orderonce/decisions';
import type { ClaimStep } from '@orderonce/idempotency';
import type { Handled } from '@orderonce/kafka';
import { ATTRIBUTES } from '@orderonce/telemetry';
import { Abandoned } from '../abandoned.ts';
import { publishHold } from '../held/publish-hold.ts';
import type { Intake } from '../intake/intake.ts';
import { publishOutcome } from '../publish-outcome.ts';
import { STORE_RETRY_MS } from '../store-retry.ts';
import type { Concluded } from './conclude-intent.ts';

/**
 * Makes a conclusion known, in the order that a crash cannot turn into two different verdicts:
 *
 * ```
 * accepted order  publish ── settle ── commit   the venue itself witnesses it: asked again, it says "duplicate"
 * anything else   settle ── publish ── commit   nobody else witnesses it: sent again, the venue might say yes
 * ```
 *
 * The venue's witness of a cancel or replace that it took does not last: asked again it may say that the order has
 * filled. So those are settled first. After a person's resend an acceptance is settled first too: the next word of a person may be an "abandon", which
 * asks no venue.
 *
 * A hold is told twice, as an outcome and on the control topic; its instrument is stopped here before the lane
 * goes on.
 *
 * @returns `'lost'` when another attempt took the record over and this conclusion must not be told
 * @throws {Abandoned} when it was told to stop on the way
 */
export async function deliver(
  intake: Intake,
  concluded: Concluded,
  isResend = false,
): Promise<Handled | 'lost'> {
  const { conclusion } = concluded;
  if (conclusion.kind === 'lost') return 'lost';
  if (conclusion.kind === 'abandoned') throw new Abandoned();
  const evidence = concluded.attempt?.evidence ?? [];
  // A hold tells what was computed on the way; a verdict's record keeps that itself.
  const outcomes =
    conclusion.kind === 'hold'
      ? [heldOutcome((concluded.attempt?.intake ?? intake).subject, conclusion.hold, evidence)]
      : verdictEvents(intake.subject, conclusion.settlement, evidence);
  for (const outcome of outcomes) logOutcome(intake, outcome);
  // A resend is as late as a person was.
  if (!isResend) intake.ports.metrics.concluded(intake.ports.clock.epochMs() - intake.logTimeMs);
  noteConclusion(intake, conclusion);

  const isWitnessed = isAcceptedOrder(intake, conclusion) && !isResend;
  if (isWitnessed) return { committable: publishThenSettle(intake, concluded, outcomes) };

  const written = await writeUntilDone(intake, concluded);
  if (written === 'lost') return 'lost';
  intake.ports.checkpoint('settled-before-publish');
  const published: Promise<unknown>[] = outcomes.map((outcome) => publishOutcome(intake, outcome));
  if (conclusion.kind === 'hold') published.push(publishHold(intake, conclusion.hold));
  return { committable: Promise.all(published).then(() => intake.span.end()) };
}

/** A hold or a denial is kept in the traces before it is published, so that who reads it goes on with the trace. */
function noteConclusion(
  { span, ports: { metrics } }: Intake,
  conclusion: Extract<Conclusion, { kind: 'verdict' | 'hold' }>,
): void {
  if (conclusion.kind === 'hold') {
    span.set({ [ATTRIBUTES.verdict]: 'HELD' });
    span.keep('held');
    metrics.held(conclusion.hold.reason.code);
    return;
  }
  const { verdict, reason, brokerOrderId } = conclusion.settlement;
  span.set({
    [ATTRIBUTES.verdict]: verdict,
    ...(brokerOrderId !== undefined && { [ATTRIBUTES.brokerOrderId]: brokerOrderId }),
  });
  if (verdict !== 'DENIED') return;
  span.keep('denied');
  metrics.denied(reason?.code ?? 'none');
}

function isAcceptedOrder({ subject }: Intake, conclusion: Conclusion): boolean {
  const { kind } = subject.intent;
  return (
    (kind === 'place' || kind === 'close') &&
    conclusion.kind === 'verdict' &&
    conclusion.settlement.verdict === 'ACCEPTED'
  );
}

async function publishThenSettle(
  intake: Intake,
  concluded: Concluded,
  outcomes: readonly OrderOutcome[],
) {
  const published = outcomes.map((outcome) => publishOutcome(intake, outcome));
  // Nearly always one, for which no list of results is needed.
  await (published.length === 1 ? published[0] : Promise.all(published));
  intake.ports.checkpoint('published');
  const step = await write(intake, concluded);
  if (step.kind !== 'done')
    intake.ports.log.warn(
      {
        event: 'settle-failed',
        clientOrderId: intake.subject.intent.clientOrderId,
        result: step.kind,
      },
      'an accepted order keeps an open record; a later copy will find the order at the venue',
    );
  intake.ports.checkpoint('settled');
  intake.span.end();
}

async function writeUntilDone(intake: Intake, concluded: Concluded): Promise<'done' | 'lost'> {
  const { lane, ports } = intake;
  // At least once, also when told to stop: what the venue said must not be asked again for want of a note.
  for (;;) {
    const step = await write(intake, concluded);
    if (step.kind !== 'unavailable') return step.kind;
    if (lane.signal.aborted) throw new Abandoned();
    await lane.waitWithoutSlot(() => ports.clock.sleep(STORE_RETRY_MS, lane.signal));
  }
}

async function write({ ports }: Intake, { claim, conclusion }: Concluded): Promise<ClaimStep> {
  if (conclusion.kind === 'verdict') return ports.claims.settle(claim, conclusion.settlement);
  if (conclusion.kind === 'hold') return ports.claims.hold(claim, conclusion.hold);
  return { kind: 'lost' };
}

function logOutcome({ ports, span }: Intake, outcome: OrderOutcome) {
  const { clientOrderId, execType, ordStatus, reason, brokerOrderId } = outcome;
  const line = { event: 'outcome', clientOrderId, traceId: span.traceId, execType };
  switch (execType) {
    case 'HELD':
      ports.log.error({ ...line, reason }, 'an order is held');
      break;
    case 'CANCEL_REJECTED':
    case 'REPLACE_REJECTED':
      ports.log.info({ ...line, ordStatus, brokerOrderId }, 'an order was not changed');
      break;
    default:
      ports.log.info({ ...line, reason, brokerOrderId }, 'an intent has its verdict');
  }
}
