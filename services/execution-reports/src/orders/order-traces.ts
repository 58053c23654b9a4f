import type { OrderUuid, Outcome } from '@orderonce/contracts';
import { isSampledTraceparent } from '@orderonce/telemetry';
import { BoundedMap } from './bounded-map.ts';

/** Orders whose acceptance is under way; it comes within seconds, or never. */
const MAX_WAITING = 1_000;

/** Hears whose order it was, and in which span its acceptance was sent, where that is recorded. */
export type WhenAccepted = (orderUuid: OrderUuid, parent: string | undefined) => void;

/**
 * In which span each order's acceptance or hold was sent, where its trace is recorded: what the venue tells of the
 * order goes on from there. The venue may be quicker than the executor; then it is known later.
 *
 * ```
 * executor:           sends ── accepted ──────────────── publishes ACCEPTED, with the order's UUID
 * venue:                       fills ── frame
 * execution reports:                    tell the fill: whose?      now it is known
 * ```
 */
export class OrderTraces {
  readonly #sent: BoundedMap<OrderUuid, string>;
  /** By the venue's id of the order. */
  readonly #waiting: BoundedMap<string, readonly WhenAccepted[]>;

  constructor(maxRemembered: number) {
    this.#sent = new BoundedMap(maxRemembered);
    this.#waiting = new BoundedMap(MAX_WAITING);
  }

  note({ execType, orderUuid, brokerOrderId }: Outcome, traceparent: string | undefined): void {
    if (execType !== 'ACCEPTED' && execType !== 'HELD') return;
    if (orderUuid === undefined) return;
    const isRecorded = traceparent !== undefined && isSampledTraceparent(traceparent);
    if (isRecorded) this.#sent.set(orderUuid, traceparent);
    if (brokerOrderId === undefined) return;
    const waiting = this.#waiting.take(brokerOrderId) ?? [];
    for (const tell of waiting) tell(orderUuid, isRecorded ? traceparent : undefined);
  }

  parentOf(orderUuid: OrderUuid): string | undefined {
    return this.#sent.get(orderUuid);
  }

  /** Hears once of the acceptance of this order, when it is read. */
  onceAccepted(brokerOrderId: string, tell: WhenAccepted): void {
    this.#waiting.set(brokerOrderId, [...(this.#waiting.get(brokerOrderId) ?? []), tell]);
  }
}
