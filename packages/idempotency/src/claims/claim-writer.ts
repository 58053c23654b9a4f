import type { ClaimAnswer, ClaimRequest } from '../order-claims.ts';
import type { OrderClaimsSettings } from '../order-claims-options.ts';
import type { RecordCommand } from '../record/decide.ts';
import { decide } from '../record/decide.ts';
import { evolve } from '../record/evolve.ts';
import type { OpenRecord, OrderRecord } from '../record/order-record.ts';
import { decodeRecord, encodeRecord, stampOf } from '../record/record-codec.ts';
import type { ContentEntry } from '../store/record-store.ts';
import { answerOfEnded, type ClaimAttempt, oursAnswer } from './claim-answers.ts';
import { createGenerationsMet } from './generations-met.ts';
import { MAX_ROUNDS, updateWrite } from './record-writes.ts';

type ClaimCommand = Extract<RecordCommand, { kind: 'claim' }>;

export type WriteClaim = (
  request: ClaimRequest,
  attemptToken: string,
  attempt: ClaimAttempt,
) => Promise<ClaimAnswer>;

/**
 * Writes a claim: one script call when nothing stands there, or when what stands there is the answer.
 * Rejects when the store does; then nobody knows whether the claim was written.
 */
export function createClaimWriter(settings: OrderClaimsSettings): WriteClaim {
  const met = createGenerationsMet(settings.observe);
  return async (request, attemptToken, attempt) => {
    const command = claimCommand(request, attemptToken, settings);
    const fresh = newRecord(command);
    const order = { accountId: request.accountId, clientOrderId: request.clientOrderId };
    const { stamp, body } = encodeRecord(fresh);
    const content = contentWrite(request, settings);
    const { result, nowMs, generation } = await attempt.writes.claim(request.accountId, {
      clientOrderId: request.clientOrderId,
      leaseMs: settings.leaseMs,
      stamp,
      body,
      ...(content !== undefined && { content }),
    });
    // This process's own memory is as old as the process: that is no news.
    if (generation !== undefined && !attempt.isUnprotected) met(order, generation);
    // What ended longer ago than a settled record stays is gone, as if it had been lost.
    const remembersSinceMs = Math.max(generation?.beganAtMs ?? 0, nowMs - settings.settledTtlMs);
    switch (result.kind) {
      case 'set':
        settings.observe({ kind: 'miss', ...order });
        if (result.expiredContent !== undefined) {
          const { expiredContent: expired } = result;
          settings.observe({ kind: 'retry-after-expiry', expired, ...order });
        }
        return oursAnswer(request, { record: fresh, remembersSinceMs }, attempt);
      case 'set-as-duplicate': {
        if (isCollision(request, result.content)) {
          settings.observe({ kind: 'collision', original: originalOf(result.content), ...order });
          return oursAnswer(request, { record: fresh, remembersSinceMs }, attempt);
        }
        const original = originalOf(result.content);
        settings.observe({ kind: 'hit', isRedelivery: false, ...order });
        settings.observe({ kind: 'duplicate-prevented', original, ...order });
        const record = { ...fresh, duplicateOf: original };
        return oursAnswer(request, { record, remembersSinceMs }, attempt);
      }
      case 'stands': {
        const found = { value: result.value, nowMs, remembersSinceMs };
        const answer = await claimStanding(request, command, found, attempt, settings);
        observeHit(answer, request, settings);
        return answer;
      }
    }
  };
}

interface Standing {
  readonly value: string;
  readonly nowMs: number;
  readonly remembersSinceMs: number;
}

/** Something stands there. Takes it over when its lease is done, and says what it is otherwise. */
async function claimStanding(
  request: ClaimRequest,
  command: ClaimCommand,
  standing: Standing,
  attempt: ClaimAttempt,
  settings: OrderClaimsSettings,
): Promise<ClaimAnswer> {
  let { value, nowMs } = standing;
  const { accountId, clientOrderId } = request;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const record = decodeRecord(value);
    if (record === null) settings.observe({ kind: 'corrupt-record', accountId, clientOrderId });
    const next = record === null ? doubted(command) : claimAgain(record, { ...command, nowMs });
    if (!('state' in next)) return answerOfEnded(next, record, request);
    const expected = record === null ? value : stampOf(record);
    const write = updateWrite(clientOrderId, expected, next, settings);
    const answered = await attempt.writes.update(accountId, write);
    if (answered.result.kind === 'done') {
      const { remembersSinceMs } = standing;
      return oursAnswer(request, { record: next, remembersSinceMs }, attempt);
    }
    value = answered.result.value;
    nowMs = answered.nowMs;
  }
  throw new Error(`the record of ${clientOrderId} kept changing`);
}

function observeHit(answer: ClaimAnswer, request: ClaimRequest, settings: OrderClaimsSettings) {
  const { accountId, clientOrderId } = request;
  if (answer.kind === 'owned' && request.waitsForOwner) return;
  // What was taken over is the same copy once more, by whoever read it.
  const isEnded = answer.kind === 'settled' || answer.kind === 'held';
  const isRedelivery = isEnded ? answer.isRedelivery : answer.kind !== 'owned';
  settings.observe({ kind: 'hit', isRedelivery, accountId, clientOrderId });
  if (isRedelivery || answer.kind === 'owned') return;
  const original = clientOrderId;
  settings.observe({ kind: 'duplicate-prevented', original, accountId, clientOrderId });
}

function contentWrite(
  { contentKey, strategyId }: ClaimRequest,
  { contentTtlMs: ttlMs, expiryMemoryMs }: OrderClaimsSettings,
) {
  if (contentKey === undefined) return undefined;
  const { key, neighbours, createdAtMs, resolutionMs, details = NO_DETAILS } = contentKey;
  return {
    strategyId,
    key,
    neighbours,
    createdAtMs,
    resolutionMs,
    ttlMs,
    expiryMemoryMs,
    details,
  };
}

function claimCommand(
  request: ClaimRequest,
  attemptToken: string,
  { leaseMs, clock }: OrderClaimsSettings,
): ClaimCommand {
  const { strategyId, payload, payloadHash, source, contentKey } = request;
  return {
    kind: 'claim',
    attemptToken,
    strategyId,
    payload,
    payloadHash,
    source,
    leaseMs,
    nowMs: clock.epochMs(),
    ...(contentKey === undefined ? {} : { contentKey: contentKey.key }),
  };
}

/** Stands for the details of a key that came without any. */
export const NO_DETAILS = '-';

/** Two different orders with one key: as good as impossible, and no reason to drop one of them. */
function isCollision({ contentKey }: ClaimRequest, content: ContentEntry): boolean {
  const details = contentKey?.details ?? NO_DETAILS;
  return details !== NO_DETAILS && content.details !== NO_DETAILS && details !== content.details;
}

const originalOf = (content: ContentEntry) =>
  content.clientOrderId as ClaimRequest['clientOrderId'];

/** The record of an order of which nothing is known. */
function newRecord(command: ClaimCommand): OpenRecord {
  const next = claimAgain(null, command);
  if (!('state' in next) || next.state !== 'pending') throw new Error('a new claim is pending');
  return next;
}

/** Nobody can read what stands there, so nobody knows what was sent: ours, in doubt. */
function doubted(command: ClaimCommand): OrderRecord {
  return evolve(newRecord(command), {
    kind: 'doubted',
    leaseUntilMs: command.nowMs + command.leaseMs,
  });
}

function claimAgain(record: OrderRecord | null, command: ClaimCommand) {
  const decision = decide(command, record);
  return decision.kind === 'refused' ? decision.refusal : evolve(record, decision.event);
}
