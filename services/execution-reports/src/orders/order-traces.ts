import type { OrderUuid, Outcome } from '@orderonce/contracts';
import { isSampledTraceparent } from '@orderonce/telemetry';
import { BoundedMap } from './bounded-map.ts';

/**
 * In which span each order's acceptance or hold was sent, where its trace is recorded: what the venue tells of the
 * order afterwards goes on from there.
 */
export class OrderTraces {
  readonly #sent: BoundedMap<OrderUuid, string>;

  constructor(maxRemembered: number) {
    this.#sent = new BoundedMap(maxRemembered);
  }

  note({ execType, orderUuid }: Outcome, traceparent: string | undefined): void {
    if (execType !== 'ACCEPTED' && execType !== 'HELD') return;
    if (orderUuid === undefined || traceparent === undefined) return;
    if (isSampledTraceparent(traceparent)) this.#sent.set(orderUuid, traceparent);
  }

  parentOf(orderUuid: OrderUuid): string | undefined {
    return this.#sent.get(orderUuid);
  }
}
