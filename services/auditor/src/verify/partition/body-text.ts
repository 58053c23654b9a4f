import { canonical, type Decimal, type Intent, type OrderBody } from '@orderonce/contracts';

const amount = (value: Decimal | undefined) => (value === undefined ? '-' : canonical(value));

/** An order as one short text: equal texts are equal orders. */
export function bodyText(order: OrderBody): string {
  const { side, quantity, orderType, limitPrice, stopPrice, timeInForce } = order;
  return `${side} ${amount(quantity)} ${orderType} ${amount(limitPrice)} ${amount(stopPrice)} ${timeInForce}`;
}

/** The same of what an intent asks for; of a close its quantity, if it names one, and time in force. */
export function askedText(intent: Intent): string {
  switch (intent.kind) {
    case 'place':
    case 'replace':
      return bodyText(intent);
    case 'close':
      return `${amount(intent.quantity)} ${intent.timeInForce}`;
    case 'cancel':
      return '';
  }
}

/** Whether a market order of this body is what the close asked for, as far as topics show. */
export function isClosing(asked: string, order: OrderBody): boolean {
  const [quantity, timeInForce] = asked.split(' ');
  const isWhole = quantity === '-' || quantity === amount(order.quantity);
  return isWhole && order.orderType === 'MARKET' && order.timeInForce === timeInForce;
}
