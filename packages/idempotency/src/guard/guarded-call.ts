import type { AccountId, ClientOrderId, Decimal, StrategyId } from '@orderonce/contracts';
import type {
  Claim,
  ClaimAnswer,
  ContentKeyClaim,
  OrderClaims,
  Payload,
  Settlement,
} from '../order-claims.ts';
import {
  duplicate,
  failed,
  failedBefore,
  type GuardResult,
  placed,
  processing,
  unknownOutcome,
} from './guard-result.ts';

/** What may go wrong in a call so surely that no order exists; everything else leaves the order in doubt. */
export class DefiniteFailure extends Error {
  override readonly name = 'DefiniteFailure';
}

export type PlacingCall = () => Promise<{ readonly orderId: string }>;
type ContentPolicy = 'suppress' | 'hold' | 'allow';

export interface GuardedCall {
  readonly accountId: AccountId;
  readonly strategyId: StrategyId;
  readonly requestId: string;
  readonly payload: Payload;
  readonly payloadHash: string;
  readonly contentKey: ContentKeyClaim;
  readonly contentPolicy: ContentPolicy;
  readonly returnsCachedResult: boolean;
  readonly call: PlacingCall;
}

export interface GuardedCallOptions {
  readonly claims: OrderClaims;
  readonly epochMs: () => number;
  readonly onPlaced: () => void;
}

/**
 * Calls `call` at most once for an order: once claimed, and only then. What it throws leaves the order in
 * doubt unless it is a `DefiniteFailure`, for a timeout is not a failure.
 */
export function createGuardedCall({ claims, epochMs, onPlaced }: GuardedCallOptions) {
  async function run(request: GuardedCall): Promise<GuardResult> {
    const { accountId, strategyId, payload, payloadHash, contentKey, contentPolicy } = request;
    const answer = await claims.claim({
      accountId,
      strategyId,
      clientOrderId: request.requestId as ClientOrderId,
      payload,
      payloadHash,
      source: { partition: 0, offset: '0' },
      ...(contentPolicy === 'allow' ? {} : { contentKey }),
    });
    return answered(request, answer);
  }

  async function answered(request: GuardedCall, answer: ClaimAnswer): Promise<GuardResult> {
    const { requestId } = request;
    switch (answer.kind) {
      case 'fresh':
        return place(request, answer.claim);
      case 'content-duplicate':
        return repeated(request, answer);
      case 'settled':
        return told(request, requestId, answer.settlement);
      case 'owned':
      case 'earlier-attempt':
      case 'held':
        // An earlier call under this id may have placed the order: nobody guesses, nobody calls again.
        return processing(requestId);
      case 'other-payload':
        return failed(
          requestId,
          `this request id was used with other ${answer.differingFields.join(', ')}`,
        );
      case 'unavailable':
        return failed(requestId, `the idempotency cache is unavailable: ${answer.text}`);
    }
  }

  async function place({ requestId, call }: GuardedCall, claim: Claim): Promise<GuardResult> {
    try {
      const { orderId } = await call();
      // Not awaited: the order is placed, whatever becomes of the note.
      void claims.settle(claim, settlement('ACCEPTED', { brokerOrderId: orderId }));
      onPlaced();
      return placed(requestId, orderId);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (!(error instanceof DefiniteFailure)) {
        await claims.markInDoubt(claim);
        return unknownOutcome(requestId, text);
      }
      await claims.settle(claim, rejection(text));
      return failed(requestId, text);
    }
  }

  /** The copy's own record ends here; by policy a person looks at it or it is simply over. */
  async function repeated(
    request: GuardedCall,
    { claim, original, settlement: of }: Extract<ClaimAnswer, { kind: 'content-duplicate' }>,
  ): Promise<GuardResult> {
    const reason = { code: 'CONTENT_DUPLICATE', text: `repeats ${original}` } as const;
    if (request.contentPolicy === 'hold') {
      void claims.hold(claim, { reason, heldAtMs: epochMs() });
    } else {
      void claims.settle(claim, settlement('DENIED', { reason, duplicateOf: original }));
    }
    return of === undefined ? processing(original) : told(request, original, of);
  }

  function settlement(verdict: Settlement['verdict'], more: Partial<Settlement>): Settlement {
    const ordStatus = verdict === 'ACCEPTED' ? 'NEW' : 'REJECTED';
    return { verdict, ordStatus, cumQty: '0' as Decimal, settledAtMs: epochMs(), ...more };
  }

  const rejection = (text: string) =>
    settlement('REJECTED', { reason: { code: 'VENUE_REJECTED', text: text.slice(0, 1000) } });

  return run;
}

function told(
  { returnsCachedResult }: GuardedCall,
  original: string,
  { verdict, brokerOrderId, reason, duplicateOf }: Settlement,
): GuardResult {
  if (verdict === 'ACCEPTED') {
    return duplicate(original, returnsCachedResult ? brokerOrderId : undefined);
  }
  if (duplicateOf !== undefined) return duplicate(duplicateOf);
  return failedBefore(original, reason?.text ?? verdict);
}
