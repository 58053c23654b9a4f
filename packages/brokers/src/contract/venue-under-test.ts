import type { ClientOrderId, OrderBody } from '@orderonce/contracts';
import type { Broker } from '../broker.ts';
import type { BrokerCapabilities } from '../capabilities.ts';

/** A broker together with the strings that the contract pulls at its venue. */
export interface VenueUnderTest {
  readonly broker: Broker;
  /** An order that fills by itself soon, one that stays open, and one that the venue refuses. */
  readonly orders: {
    readonly fills: OrderBody;
    readonly rests: OrderBody;
    readonly refused: OrderBody;
  };
  /** How many orders the venue itself says it took under this id. */
  countOrders(id: ClientOrderId): Promise<number>;
  /** The next submit is taken, and its answer never comes. */
  loseNextAnswer(): Promise<void>;
  /** The next submit comes to nothing, and the caller cannot know it. */
  loseNextRequest(): Promise<void>;
  /** The next submit, which is of `orders.refused`, is refused with a code and a reason. */
  refuseNext(): Promise<void>;
  /** The next order that is taken is not found by the first look-ups, but is soon after. */
  hideNextOrder(): Promise<void>;
  /** From now on nothing can be written to the venue. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a new venue without orders; what a repeated id does there is given. */
export type OpenVenue = (
  repeatedClientOrderId: BrokerCapabilities['repeatedClientOrderId'],
) => Promise<VenueUnderTest>;
