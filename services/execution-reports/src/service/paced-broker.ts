import type { Broker, RequestPacer } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';

type Asking = Pick<
  Broker,
  'findByClientOrderId' | 'findByBrokerOrderId' | 'openOrders' | 'fillsAfter'
>;

const STOPPED = 'this reader stops';

/**
 * A broker whose questions wait for a permit each, out of what the venue allows to all executors and to this service
 * together. A 429 stops them all for as long as the venue says.
 */
export function pacedBroker(
  broker: Broker,
  pacer: RequestPacer,
  { accountId, signal }: { readonly accountId: AccountId; readonly signal: AbortSignal },
): Broker {
  if (!pacer.isLimited(accountId)) return broker;
  async function ask<Answer extends { readonly kind: string }>(
    question: () => Promise<Answer>,
  ): Promise<Answer> {
    await pacer.take(accountId, 'look-up', signal);
    if (signal.aborted) throw new Error(STOPPED);
    const answer = await question();
    if ('retryAfterMs' in answer && typeof answer.retryAfterMs === 'number')
      pacer.pause(accountId, answer.retryAfterMs);
    return answer;
  }
  const asking: Asking = {
    findByClientOrderId: (id, options) => ask(() => broker.findByClientOrderId(id, options)),
    findByBrokerOrderId: (id, options) => ask(() => broker.findByBrokerOrderId(id, options)),
    openOrders: (after, options) => ask(() => broker.openOrders(after, options)),
    fillsAfter: (id, options) => ask(() => broker.fillsAfter(id, options)),
  };
  return {
    ...asking,
    capabilities: broker.capabilities,
    submit: (request, options) => broker.submit(request, options),
    replace: (request, options) => broker.replace(request, options),
    cancel: (id, options) => broker.cancel(id, options),
    positions: (options) => broker.positions(options),
    account: (options) => broker.account(options),
    reports: (stop) => broker.reports(stop),
    close: () => broker.close(),
  };
}
