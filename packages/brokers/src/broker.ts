import type { ClientOrderId, OrderBody } from '@orderonce/contracts';
import type { PositionIntent } from './broker-order.ts';
import type { BrokerReport } from './broker-report.ts';
import type {
  AccountResult,
  CancelResult,
  FillsResult,
  LookUpResult,
  OpenOrdersResult,
  PositionsResult,
  ReplaceResult,
  SubmitResult,
} from './broker-results.ts';
import type { BrokerCapabilities } from './capabilities.ts';
import type { VenueWire } from './venue-wire.ts';

/**
 * The port to one account at one venue: everything the product may ask of a broker.
 *
 * No method throws for what a venue or a network can do: an answer is data, and "I don't know" is one of
 * the answers. No method repeats a call by itself; whether to ask again is decided above this port.
 */
export interface Broker {
  readonly capabilities: BrokerCapabilities;
  /** Absent: there is no wire to tell of. */
  readonly wire?: VenueWire;
  /** Sends one order once. */
  submit(request: SubmitRequest, options: CallOptions): Promise<SubmitResult>;
  /** Asks once for a new order, under an id of its own, in the place of an open one. */
  replace(request: ReplaceRequest, options: CallOptions): Promise<ReplaceResult>;
  /** Asks for the cancelling of an order by the venue's own id; success is a request taken, not an end state. */
  cancel(brokerOrderId: string, options: CallOptions): Promise<CancelResult>;
  /** Looks for an order by our id. `absent` proves nothing before the visibility window has passed. */
  findByClientOrderId(id: ClientOrderId, options: CallOptions): Promise<LookUpResult>;
  /** Looks for an order by the venue's id. */
  findByBrokerOrderId(brokerOrderId: string, options: CallOptions): Promise<LookUpResult>;
  /** One page of the orders that are not at their end; `after` is the last page's `next`, null at first. */
  openOrders(after: string | null, options: CallOptions): Promise<OpenOrdersResult>;
  /** Every position that is not flat. */
  positions(options: CallOptions): Promise<PositionsResult>;
  /** The account itself: the call that tells whether the keys are good. */
  account(options: CallOptions): Promise<AccountResult>;
  /** The fills after `afterFillId` (null: from the first one that the venue still has), oldest first. */
  fillsAfter(afterFillId: string | null, options: CallOptions): Promise<FillsResult>;
  /**
   * What the venue tells of its own accord, over one connection: the last thing is always `disconnected`, and
   * whoever wants more asks again, after a pause of its own. Leaving the loop, or the signal, ends the connection.
   */
  reports(signal: AbortSignal): AsyncIterable<BrokerReport>;
  /** Gives back sockets; nothing may be called afterwards. */
  close(): Promise<void>;
}

export interface CallOptions {
  /** The call gives up after this long; a submit that gave up is `unknown`, unless nothing was written. */
  readonly timeoutMs: number;
}

export interface SubmitRequest {
  readonly clientOrderId: ClientOrderId;
  readonly order: OrderBody;
  /** `…_to_close`: reduces the position or is refused; never opens one the other way. */
  readonly positionIntent?: PositionIntent;
}

export interface ReplaceRequest {
  /** The venue's id of the open order. */
  readonly brokerOrderId: string;
  /** The id of the new order. */
  readonly clientOrderId: ClientOrderId;
  /** The whole new order; its quantity is the total, what is already filled included. */
  readonly order: OrderBody;
}
