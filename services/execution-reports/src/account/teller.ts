import type { OrderUuid } from '@orderonce/contracts';
import type { Report } from '../reports/fill-outcome.ts';
import type { AccountPorts } from './account-ports.ts';

/**
 * Publishes one account's outcomes in the order in which they are handed over, and takes them for told from that
 * moment: should one not come to the log, this process ends, and the next one goes by the log.
 */
export class Teller {
  readonly #ports: Pick<AccountPorts, 'orders' | 'publish'>;
  readonly #underWay = new Set<Promise<void>>();

  constructor(ports: Pick<AccountPorts, 'orders' | 'publish'>) {
    this.#ports = ports;
  }

  tell(outcome: Report, orderUuid: OrderUuid | undefined): void {
    this.#ports.orders.note(outcome);
    const telling = this.#ports.publish(outcome, orderUuid);
    this.#underWay.add(telling);
    // One that failed stays, for `settled` to find.
    telling.then(
      () => this.#underWay.delete(telling),
      () => {},
    );
  }

  /** Resolves when all that was handed over is on the log; rejects when something never will be. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
