import { setImmediate } from 'node:timers/promises';
import type { ReportFault } from '@orderonce/brokers';
import { type Decimal, decimal } from '@orderonce/contracts';
import { AccountReports } from '../account/account-reports.ts';
import { followStream } from '../account/follow-stream.ts';
import { acceptance, cancelAcceptance } from './acceptance.ts';
import { accountUnderTest, BUY_10, idOf, sendOrder } from './account-under-test.ts';

/** What happens at the venue, to the order of a number counted over those that were made. */
export type Happening =
  | { readonly kind: 'place' }
  | { readonly kind: 'fill'; readonly order: number; readonly quantity: '1' | '3' | 'all' }
  | { readonly kind: 'cancel' | 'expire' | 'replace' | 'cancel-in-vain'; readonly order: number };

/** What stands between the venue and us while it happens. */
export interface Trouble {
  readonly faults: readonly ReportFault[];
  readonly isCut: boolean;
  /** Whether a round of questions comes after it. */
  readonly isPolled: boolean;
  /** Whether the topic tells of an acceptance only at the end. */
  readonly isTopicLate: boolean;
}

const PX: Decimal = decimal('100');

/** One account from its first order to its rest: all that was told of it, by order of telling. */
export async function lifeOfAnAccount(steps: readonly (readonly [Happening, Trouble])[]) {
  const account = accountUnderTest();
  const { venue, orders, ports, clock, stopping } = account;
  const reports = new AccountReports(ports);
  const following = followStream(venue, reports, {
    ...{ accountId: 'acct-1', log: ports.log, signal: stopping.signal },
    timing: { streaming() {}, gap() {} },
    sleep: () => setImmediate(),
  });
  const late: (() => void)[] = [];
  const made: string[] = [];
  let ids = 0;

  async function happen(what: Happening, tell: (acceptance: () => void) => void) {
    if (what.kind === 'place') {
      const sequence = ++ids;
      const brokerOrderId = await sendOrder(venue, sequence);
      made.push(brokerOrderId);
      tell(() => orders.note(acceptance(sequence, brokerOrderId)));
      return;
    }
    const brokerOrderId = made[what.order % Math.max(made.length, 1)];
    if (brokerOrderId === undefined || !(await isOpen(brokerOrderId))) return;
    switch (what.kind) {
      case 'fill':
        return fill(brokerOrderId, what.quantity);
      case 'cancel':
        await venue.cancel(brokerOrderId);
        return;
      case 'expire':
        return venue.expire(brokerOrderId);
      case 'cancel-in-vain': {
        const sequence = ++ids;
        tell(() => orders.note(cancelAcceptance(sequence, 1, brokerOrderId)));
        return fill(brokerOrderId, 'all');
      }
      case 'replace': {
        const sequence = ++ids;
        const order = { ...BUY_10, quantity: decimal('20') };
        const request = { brokerOrderId, clientOrderId: idOf(sequence), order };
        const result = await venue.replace(request);
        if (result.kind !== 'accepted') return;
        const { brokerOrderId: replacement } = result.order;
        made.push(replacement);
        tell(() => orders.note(acceptance(sequence, replacement, order)));
      }
    }
  }

  async function isOpen(brokerOrderId: string) {
    const found = await venue.findByBrokerOrderId(brokerOrderId);
    return found.kind === 'found' && /^(NEW|PARTIALLY_FILLED)$/.test(found.order.ordStatus);
  }

  function fill(brokerOrderId: string, quantity: '1' | '3' | 'all') {
    if (quantity === 'all') return venue.fill(brokerOrderId, PX);
    try {
      venue.fill(brokerOrderId, PX, decimal(quantity));
    } catch {
      // So much is not open any more: all that is.
      venue.fill(brokerOrderId, PX);
    }
  }

  for (const [what, trouble] of steps) {
    venue.scriptReports(...trouble.faults);
    const { isTopicLate, isPolled, isCut } = trouble;
    await happen(what, (tell) => (isTopicLate ? late.push(tell) : tell()));
    if (isCut) venue.cutReports();
    await setImmediate();
    if (isPolled) await reports.round();
    clock.elapsedMs += 100;
  }
  for (const tell of late) tell();
  for (let round = 0; round < 3; round++) {
    clock.elapsedMs += 60_000;
    await reports.round();
  }
  stopping.abort();
  await following;
  return account.reports;
}
