import type { OrderClaimsSettings } from '../create-order-claims.ts';
import type { ClaimAnswer, ClaimRequest, OrderClaims } from '../order-claims.ts';
import type { RecordCommand } from '../record/decide.ts';
import { decide } from '../record/decide.ts';
import { evolve } from '../record/evolve.ts';
import type { OrderRecord } from '../record/order-record.ts';
import { decodeRecord, encodeRecord, orderKey, stampOf } from '../record/record-codec.ts';
import type { ContentEntry } from '../store/record-store.ts';
import { answerOfEnded, createOursAnswer } from './claim-answers.ts';
import { MAX_ROUNDS, type RecordWrites, unavailable, updateWrite } from './record-writes.ts';
import type { UnansweredAttempts } from './unanswered-attempts.ts';

type ClaimCommand = Extract<RecordCommand, { kind: 'claim' }>;

/** `claim`: one script call when nothing stands there or what stands there is the answer. */
export function createClaimWriter(
  settings: OrderClaimsSettings,
  writes: RecordWrites,
  unanswered: UnansweredAttempts,
): Pick<OrderClaims, 'claim'> {
  const oursAnswer = createOursAnswer(writes);

  async function claim(request: ClaimRequest): Promise<ClaimAnswer> {
    // Read before anything is sent: the lease cannot begin earlier than this.
    const askedAtMs = settings.clock.monotonicMs();
    const sendDeadlineMs = askedAtMs + settings.leaseMs - settings.sendMarginMs;
    const order = orderKey(request.accountId, request.clientOrderId);
    const attemptToken = unanswered.take(order) ?? settings.randomToken();
    try {
      return await claimAs(request, attemptToken, sendDeadlineMs);
    } catch (error) {
      unanswered.remember(order, attemptToken);
      return unavailable(error);
    }
  }

  async function claimAs(request: ClaimRequest, attemptToken: string, sendDeadlineMs: number) {
    const command = claimCommand(request, attemptToken);
    const fresh = claimed(null, command);
    const { result, nowMs } = await writes.claim(request.accountId, {
      clientOrderId: request.clientOrderId,
      leaseMs: settings.leaseMs,
      ...encodeRecord(fresh),
      ...contentWrite(request),
    });
    switch (result.kind) {
      case 'set':
        return oursAnswer(request, fresh, sendDeadlineMs);
      case 'set-as-duplicate':
        return oursAnswer(request, { ...fresh, ...duplicateOf(result.content) }, sendDeadlineMs);
      case 'stands':
        return claimStanding(request, { ...command, nowMs }, result.value, sendDeadlineMs);
    }
  }

  /** Something stands there. Takes it over when its lease is done, and says what it is otherwise. */
  async function claimStanding(
    request: ClaimRequest,
    command: ClaimCommand,
    standing: string,
    sendDeadlineMs: number,
  ): Promise<ClaimAnswer> {
    let value = standing;
    let nowMs = command.nowMs;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const record = decodeRecord(value);
      const next = record === null ? doubted(command) : claimAgain(record, { ...command, nowMs });
      if (!('state' in next)) return answerOfEnded(next, record, request);
      const expected = record === null ? value : stampOf(record);
      const answered = await writes.update(
        request.accountId,
        updateWrite(request.clientOrderId, expected, next, settings),
      );
      if (answered.result.kind === 'done') return oursAnswer(request, next, sendDeadlineMs);
      value = answered.result.value;
      nowMs = answered.nowMs;
    }
    throw new Error(`the record of ${request.clientOrderId} kept changing`);
  }

  function contentWrite({ contentKey, strategyId }: ClaimRequest) {
    if (contentKey === undefined) return {};
    const { contentTtlMs: ttlMs, expiryMemoryMs } = settings;
    return { content: { strategyId, ...contentKey, ttlMs, expiryMemoryMs } };
  }

  function claimCommand(request: ClaimRequest, attemptToken: string): ClaimCommand {
    const { strategyId, payload, payloadHash, source, contentKey } = request;
    return {
      kind: 'claim',
      attemptToken,
      strategyId,
      payload,
      payloadHash,
      source,
      leaseMs: settings.leaseMs,
      nowMs: settings.clock.epochMs(),
      ...(contentKey === undefined ? {} : { contentKey: contentKey.key }),
    };
  }

  return { claim };
}

const duplicateOf = (content: ContentEntry) => ({
  duplicateOf: content.clientOrderId as ClaimRequest['clientOrderId'],
});

function claimed(record: OrderRecord | null, command: ClaimCommand): OrderRecord {
  const decision = decide(command, record);
  if (decision.kind === 'refused') throw new Error('a claim of nothing cannot be refused');
  return evolve(record, decision.event);
}

/** Nobody can read what stands there, so nobody knows what was sent: ours, in doubt. */
function doubted(command: ClaimCommand): OrderRecord {
  return evolve(claimed(null, command), {
    kind: 'doubted',
    leaseUntilMs: command.nowMs + command.leaseMs,
  });
}

function claimAgain(record: OrderRecord, command: ClaimCommand) {
  const decision = decide(command, record);
  return decision.kind === 'refused' ? decision.refusal : evolve(record, decision.event);
}
