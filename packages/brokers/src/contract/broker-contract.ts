import { REPEATED_CLIENT_ORDER_ID, type RepeatedClientOrderId } from '../capabilities.ts';
import { describeAccountContract } from './account-contract.ts';
import { describeCapabilitiesContract } from './capabilities-contract.ts';
import { describeReplaceContract } from './replace-contract.ts';
import { describeReportsContract } from './reports-contract.ts';
import { describeSubmitContract } from './submit-contract.ts';
import type { OpenVenue } from './venue-under-test.ts';

export type { AskedCapabilities, OpenVenue, VenueUnderTest } from './venue-under-test.ts';

/**
 * What the port promises, whatever the venue: every implementation passes this, and that is what makes it
 * one. `canMeet`: what the venue can be told to do with a repeated id; its own way must be among them.
 */
export function describeBrokerContract(
  name: string,
  open: OpenVenue,
  canMeet: readonly RepeatedClientOrderId[] = REPEATED_CLIENT_ORDER_ID,
): void {
  describeSubmitContract(name, open);
  describeReplaceContract(name, open);
  describeAccountContract(name, open);
  describeReportsContract(name, open);
  describeCapabilitiesContract(name, open, canMeet);
}
