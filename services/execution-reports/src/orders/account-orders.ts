import type { BrokerClock } from '@orderonce/brokers';
import type { AccountId, Outcome } from '@orderonce/contracts';
import { DoubtedOrders } from './doubted-orders.ts';
import { KnownOrders } from './known-orders.ts';
import { OpenCancels } from './open-cancels.ts';
import { ToldFills } from './told-fills.ts';

export interface AccountOrdersOptions {
  readonly accountId: AccountId;
  readonly checkEveryMs: number;
  readonly maxRemembered: number;
  readonly clock: BrokerClock;
}

/** All that `orders.outcomes` tells of one account's orders. */
export class AccountOrders {
  readonly accountId: AccountId;
  readonly known: KnownOrders;
  readonly doubted: DoubtedOrders;
  readonly cancels: OpenCancels;
  readonly fills: ToldFills;
  readonly #clock: BrokerClock;
  #onNews = () => {};

  constructor(options: AccountOrdersOptions) {
    this.accountId = options.accountId;
    this.known = new KnownOrders(options);
    this.doubted = new DoubtedOrders(options);
    this.cancels = new OpenCancels(options.accountId);
    this.fills = new ToldFills(options.maxRemembered);
    this.#clock = options.clock;
  }

  /** Takes what an outcome tells. They may come repeated. */
  note(outcome: Outcome): void {
    if (outcome.accountId !== this.accountId) return;
    this.known.note(outcome, this.#clock.monotonicMs());
    this.doubted.note(outcome);
    this.cancels.note(outcome);
    this.fills.note(outcome);
    if (this.#isNews(outcome)) this.#onNews();
  }

  /** Hears when an outcome of somebody else leads to one of ours; one listener at a time. */
  onNews(listener: () => void): void {
    this.#onNews = listener;
  }

  /** A doubt about an order that filled, or a cancel of one that is over. */
  #isNews({ execType, brokerOrderId }: Outcome): boolean {
    switch (execType) {
      case 'HELD':
      case 'DENIED':
      case 'REJECTED':
        return this.doubted.contradicted().length > 0;
      case 'ACCEPTED':
        return brokerOrderId !== undefined && this.known.endOf(brokerOrderId) !== undefined;
      default:
        return false;
    }
  }
}
