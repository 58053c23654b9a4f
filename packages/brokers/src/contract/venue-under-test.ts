import type { ClientOrderId, OrderBody } from '@orderonce/contracts';
import type { Broker } from '../broker.ts';
import type { BrokerCapabilities } from '../capabilities.ts';

/** A broker together with the strings that the contract pulls at its venue. */
export interface VenueUnderTest {
  readonly broker: Broker;
  /** The same account with keys that the venue does not know. */
  readonly stranger: Broker;
  readonly orders: {
    /** A buy that fills whole by itself soon, and the sell of the same quantity that does. */
    readonly fills: OrderBody;
    readonly fillsSelling: OrderBody;
    /** A buy at a limit that stays open, and one in its place, at another price, that stays open too. */
    readonly rests: OrderBody;
    readonly restsElsewhere: OrderBody;
    /** One that the venue refuses. */
    readonly refused: OrderBody;
  };
  /** How many orders the venue itself says it took under this id. */
  countOrders(id: ClientOrderId): Promise<number>;
  /** The next submit or replace is taken, and its answer never comes. */
  loseNextAnswer(): Promise<void>;
  /** The next submit or replace comes to nothing, and the caller cannot know it. */
  loseNextRequest(): Promise<void>;
  /** The next submit, which is of `orders.refused`, is refused with a code and a reason. */
  refuseNext(): Promise<void>;
  /** The next order that is taken is not found by the first look-ups, but is soon after. */
  hideNextOrder(): Promise<void>;
  /** The next report of a fill is not told to anybody. */
  dropNextTrade(): Promise<void>;
  /** The connections over which reports come are cut. */
  cutReports(): Promise<void>;
  /** From now on nothing can be written to the venue. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

/** What a venue is asked to be; what is not asked is as it is at Alpaca. */
export type AskedCapabilities = Pick<BrokerCapabilities, 'repeatedClientOrderId'> &
  Partial<Pick<BrokerCapabilities, 'clientOrderId'>>;

/** Makes a new venue without orders, with the capabilities asked for. */
export type OpenVenue = (asked: AskedCapabilities) => Promise<VenueUnderTest>;
