import {
  MemoryBroker,
  type SubmitRequest,
  type SubmitResult,
  systemClock,
} from '@orderonce/brokers';
import { ZERO } from '@orderonce/contracts';

/**
 * A venue in this process that takes every order at once and keeps none, so that what is measured is the
 * executor alone.
 */
export class InstantVenue extends MemoryBroker {
  #orders = 0;

  constructor() {
    super({ clock: systemClock });
  }

  override async submit({ clientOrderId, order }: SubmitRequest): Promise<SubmitResult> {
    this.#orders += 1;
    return {
      kind: 'accepted',
      order: {
        // As long as a venue's UUID: the bytes of an outcome are a part of what is measured.
        brokerOrderId: `61e69015-8549-4bfd-b9c3-${String(this.#orders).padStart(12, '0')}`,
        clientOrderId,
        body: order,
        ordStatus: 'NEW',
        cumQty: ZERO,
      },
      evidence: { atMs: Date.now(), action: 'submit', result: 'http 200', latencyMs: 0.125 },
    };
  }
}
