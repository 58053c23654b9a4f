import type { VenueWire } from '../venue-wire.ts';

/** The methods and paths of Alpaca's order calls. */
export const ALPACA_CALLS: VenueWire['calls'] = {
  submit: { method: 'POST', template: '/v2/orders' },
  replace: { method: 'PATCH', template: '/v2/orders/{order_id}' },
  cancel: { method: 'DELETE', template: '/v2/orders/{order_id}' },
  findByClientOrderId: {
    method: 'GET',
    template: '/v2/orders:by_client_order_id',
    parameter: 'client_order_id',
  },
  findByBrokerOrderId: { method: 'GET', template: '/v2/orders/{order_id}' },
};
