import type { Broker, RequestPacer } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';

/** Asks for positions with a permit out of what the venue allows all services together. */
export function pacedPositions(
  broker: Broker,
  pacer: RequestPacer,
  { accountId, signal }: { readonly accountId: AccountId; readonly signal: AbortSignal },
): Pick<Broker, 'positions'> {
  return {
    async positions(call) {
      await pacer.take(accountId, 'look-up', signal);
      if (signal.aborted) return { kind: 'unknown', text: 'the tracker stops' };
      const answer = await broker.positions(call);
      if (answer.kind === 'unknown' && answer.retryAfterMs !== undefined)
        pacer.pause(accountId, answer.retryAfterMs);
      return answer;
    },
  };
}
