import type { Intent } from '@orderonce/contracts';

/** What an intent wants, in a few words: `BUY 10 LIMIT 178.50`, `cancel MOM-…`. */
export function intentText(intent: Intent): string {
  switch (intent.kind) {
    case 'place':
      return orderText(intent);
    case 'replace':
      return `replace by ${orderText(intent)}`;
    case 'cancel':
      return `cancel ${intent.origClientOrderId}`;
    case 'close':
      return `close ${intent.quantity ?? 'all'}`;
  }
}

function orderText(order: Extract<Intent, { readonly kind: 'place' | 'replace' }>): string {
  const { side, quantity, orderType, limitPrice, stopPrice } = order;
  const prices = [
    ...(stopPrice === undefined ? [] : [stopPrice]),
    ...(limitPrice === undefined ? [] : [limitPrice]),
  ];
  return [side, quantity, orderType, ...prices].join(' ');
}
