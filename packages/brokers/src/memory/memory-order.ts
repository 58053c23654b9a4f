import {
  type ClientOrderId,
  compare,
  type Decimal,
  divide,
  type OrderBody,
  type OrdStatus,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import type { BrokerOrder, PositionIntent } from '../broker-order.ts';

/** An order as the venue in memory keeps it. */
export interface MemoryOrder {
  readonly brokerOrderId: string;
  readonly clientOrderId: ClientOrderId;
  /** The client order id as the venue spells it. */
  readonly spelledId: string;
  readonly positionIntent?: PositionIntent;
  readonly replaces?: string;
  replacedBy?: string;
  /** Changes only where a repeated id modifies. */
  body: OrderBody;
  ordStatus: OrdStatus;
  /** What the order that it replaced had filled is included. */
  cumQty: Decimal;
  /** The sum of price times quantity of its fills. */
  cost: Decimal;
  /** Look-ups that still do not find it. */
  hiddenLookUps: number;
  endedAtMs?: number;
}

const AVERAGE_FRACTION_DIGITS = 9;
const OPEN: readonly OrdStatus[] = ['PENDING_NEW', 'NEW', 'PARTIALLY_FILLED'];

export const isOpen = ({ ordStatus }: MemoryOrder) => OPEN.includes(ordStatus);

export const leavesQty = ({ body, cumQty }: MemoryOrder) => subtract(body.quantity, cumQty);

/** The order as the port shows it; `ourId` is its client order id read back from the venue's spelling. */
export function viewOf(order: MemoryOrder, ourId: string): BrokerOrder {
  const { brokerOrderId, body, ordStatus, cumQty, replacedBy, replaces, positionIntent } = order;
  const hasFills = compare(cumQty, ZERO) > 0;
  return {
    ...{ brokerOrderId, clientOrderId: ourId, body, ordStatus, cumQty },
    ...(hasFills && { avgPx: divide(order.cost, cumQty, AVERAGE_FRACTION_DIGITS) }),
    ...(replacedBy !== undefined && { replacedBy }),
    ...(replaces !== undefined && { replaces }),
    ...(positionIntent !== undefined && { positionIntent }),
  };
}
