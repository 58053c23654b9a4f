import type {
  Broker,
  FillsResult,
  LookUpResult,
  OpenOrdersResult,
  RequestPacer,
} from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';

type Asking = Pick<
  Broker,
  'findByClientOrderId' | 'findByBrokerOrderId' | 'openOrders' | 'fillsAfter'
>;

export interface PaceOptions {
  readonly accountId: AccountId;
  readonly signal: AbortSignal;
  nowMs(): number;
}

/**
 * A broker whose questions wait for a permit each, out of what the venue allows to all executors and to this service
 * together. A 429 stops them all for as long as the venue says. Once the signal is aborted nothing is asked.
 */
export function pacedBroker(broker: Broker, pacer: RequestPacer, options: PaceOptions): Broker {
  const { accountId, signal, nowMs } = options;
  if (!pacer.isLimited(accountId)) return broker;
  async function ask<Answer extends LookUpResult | OpenOrdersResult | FillsResult>(
    question: () => Promise<Answer>,
  ) {
    await pacer.take(accountId, 'look-up', signal);
    if (signal.aborted) return notAsked(nowMs());
    const answer = await question();
    if (answer.kind === 'unknown' && answer.retryAfterMs !== undefined)
      pacer.pause(accountId, answer.retryAfterMs);
    return answer;
  }
  const asking: Asking = {
    findByClientOrderId: (id, call) => ask(() => broker.findByClientOrderId(id, call)),
    findByBrokerOrderId: (id, call) => ask(() => broker.findByBrokerOrderId(id, call)),
    openOrders: (after, call) => ask(() => broker.openOrders(after, call)),
    fillsAfter: (id, call) => ask(() => broker.fillsAfter(id, call)),
  };
  return {
    ...asking,
    capabilities: broker.capabilities,
    submit: (request, call) => broker.submit(request, call),
    replace: (request, call) => broker.replace(request, call),
    cancel: (id, call) => broker.cancel(id, call),
    positions: (call) => broker.positions(call),
    account: (call) => broker.account(call),
    reports: (stop) => broker.reports(stop),
    close: () => broker.close(),
  };
}

function notAsked(atMs: number) {
  const evidence = { atMs, action: 'look-up', result: 'not asked' } as const;
  return { kind: 'unknown', text: 'this reader stops', evidence } as const;
}
