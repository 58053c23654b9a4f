import type { OrderFile, ToldResolution } from '../order-file.ts';
import type { Decision } from '../scope.ts';
import type { Court } from './court.ts';

/** The reasons by which a person's decision is told, and the decision. */
const DECISIONS: Readonly<Record<string, Decision['decision']>> = {
  RESOLVED_ADOPT: 'adopt',
  RESOLVED_ABSENT: 'absent',
  RESOLVED_RESEND: 'resend',
  RESOLVED_ABANDON: 'abandon',
};

/** A hold ends by what a person decided: the decision, `RESOLVED` and the verdict go together. */
export function endsByDecision(order: OrderFile, court: Court): void {
  const { accountId, clientOrderId, resolutions, verdict } = order;
  const decisions = court.scope.decisions.get(`${accountId}/${clientOrderId}`) ?? [];
  for (const resolution of resolutions) {
    court.findings.checked('held');
    isDecided(order, resolution, decisions, court);
    hasVerdict(order, resolution, court);
  }
  const reason = verdict?.reasonCode ?? '';
  const isResolved = resolutions.some(({ reasonCode }) => reasonCode === reason);
  if (verdict !== null && reason in DECISIONS && !isResolved && !order.isOld)
    court.findings.add({
      check: 'held',
      clientOrderId,
      records: [court.outcomeAt(verdict.offset)],
      expected: `RESOLVED with ${reason} beside this verdict`,
      found: 'none',
      sinceMs: verdict.logTimeMs,
    });
  for (const decision of decisions) if (decision.isDone) isTold(order, decision, court);
}

function isDecided(
  order: OrderFile,
  { offset, changeId, reasonCode = '' }: ToldResolution,
  decisions: readonly Decision[],
  court: Court,
): void {
  const decision = decisions.find((one) => one.changeId === changeId);
  // The control topic keeps the last decision on each order only.
  if (decision === undefined || decision.decision === DECISIONS[reasonCode]) return;
  court.findings.add({
    check: 'held',
    clientOrderId: order.clientOrderId,
    records: [decisionPlace(decision, court), court.outcomeAt(offset)],
    expected: `what ${changeId} decided: ${decision.decision}`,
    found: reasonCode,
  });
}

function hasVerdict(order: OrderFile, resolution: ToldResolution, court: Court): void {
  const { verdict, clientOrderId } = order;
  const { reasonCode } = resolution;
  const isAgreed =
    reasonCode === 'RESOLVED_RESEND'
      ? verdict !== null || (order.hold?.offset ?? -1) > resolution.offset
      : verdict?.reasonCode === reasonCode;
  if (isAgreed) return;
  court.findings.add({
    check: 'held',
    clientOrderId,
    records: [court.outcomeAt(resolution.offset)],
    expected:
      reasonCode === 'RESOLVED_RESEND'
        ? 'a verdict or HELD after it'
        : `a verdict by ${reasonCode}`,
    found: verdict === null ? 'none' : `${verdict.execType} ${verdict.reasonCode ?? ''}`.trim(),
    sinceMs: resolution.logTimeMs,
  });
}

function isTold(order: OrderFile, decision: Decision, court: Court): void {
  if (order.resolutions.some(({ changeId }) => changeId === decision.changeId)) return;
  court.findings.add({
    check: 'held',
    clientOrderId: order.clientOrderId,
    records: [decisionPlace(decision, court)],
    expected: `RESOLVED ${decision.changeId}, which an executor said is done`,
    found: 'none',
  });
}

function decisionPlace({ partition, offset }: Decision, { scope }: Court) {
  return { topic: scope.topics.control, partition, offset };
}
