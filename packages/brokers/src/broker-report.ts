import type { Decimal } from '@orderonce/contracts';
import type { BrokerOrder } from './broker-order.ts';

/** What a report is about; the state after it stands in its order. */
export const REPORT_EVENTS = [
  'ACCEPTED',
  'TRADE',
  'CANCELED',
  'EXPIRED',
  /** Of the old order, whose place another took. */
  'REPLACED',
  'REJECTED',
  'CANCEL_REJECTED',
  'REPLACE_REJECTED',
  /** The order's state changed in a way that has no name here. */
  'STATUS',
] as const;
export type ReportEvent = (typeof REPORT_EVENTS)[number];

/**
 * What a venue tells of its own accord. It may tell a thing twice, late, out of order, or not at all: the
 * order in a report is cumulative, and what was not told is found by polling fills and open orders.
 */
export interface ExecutionReport {
  readonly kind: 'report';
  readonly event: ReportEvent;
  readonly order: BrokerOrder;
  /** The venue's id of this event, where it has one. */
  readonly execId?: string;
  /** Of a trade: this fill alone. */
  readonly lastQty?: Decimal;
  readonly lastPx?: Decimal;
  readonly transactTimeMs: number;
}

/** One connection's tale: `connected`, then any number of what it carries, then `disconnected`. */
export type BrokerReport =
  /** From now on reports come. What happened before was perhaps not told: poll. */
  | { readonly kind: 'connected' }
  | ExecutionReport
  /** Something came that we have no words for; `text` tells its shape. */
  | { readonly kind: 'unrecognised'; readonly text: string; readonly brokerOrderId?: string }
  /** Nothing more comes. */
  | {
      readonly kind: 'disconnected';
      /** `unauthorized`: connecting again with the same keys is of no use. `stopped`: by the signal. */
      readonly why: 'lost' | 'unauthorized' | 'stopped';
      readonly text: string;
    };
