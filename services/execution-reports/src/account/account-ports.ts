import type { Broker, BrokerClock } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import type { Logger } from '@orderonce/telemetry';
import type { AccountOrders } from '../orders/account-orders.ts';
import type { PublishReport } from '../reports/report-publisher.ts';
import type { FillPosition } from './fill-position.ts';

/** What reporting of one account works with. */
export interface AccountPorts {
  readonly accountId: AccountId;
  readonly broker: Broker;
  readonly orders: AccountOrders;
  readonly publish: PublishReport;
  readonly position: FillPosition;
  readonly clock: BrokerClock;
  readonly log: Logger;
  /** One call to the venue gives up after this long. */
  readonly timeoutMs: number;
  /** Aborted: begin nothing new. */
  readonly signal: AbortSignal;
}

/** `away`: the venue could not say what it was asked. What it did say is published. */
export type Round =
  /** `isBehind`: there is more to ask at once. */
  | { readonly kind: 'done'; readonly isBehind?: true }
  | { readonly kind: 'away'; readonly text: string };

export const DONE = { kind: 'done' } as const satisfies Round;

/** Look-ups under way at once for one account, and open orders looked at in one round. */
export const LOOK_UPS_AT_ONCE = 16;
