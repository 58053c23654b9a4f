import { expect, it } from 'vitest';
import { ALPACA_CALLS } from './alpaca/alpaca-calls.ts';
import { urlOf, venueWire } from './venue-wire.ts';

it.each([
  ['https://paper-api.alpaca.markets', 'paper-api.alpaca.markets', 443],
  ['http://venue', 'venue', 80],
  ['http://127.0.0.1:8080', '127.0.0.1', 8080],
])('of %s the host is %s and the port %i', (baseUrl, address, port) => {
  expect(venueWire(baseUrl, ALPACA_CALLS)).toMatchObject({ origin: baseUrl, address, port });
});

it.each([
  ['submit', 'https://venue/v2/orders'],
  ['cancel', 'https://venue/v2/orders/a%2Fb'],
  ['findByClientOrderId', 'https://venue/v2/orders:by_client_order_id?client_order_id=a%2Fb'],
] as const)('the address of a %s is written out', (name, url) => {
  expect(urlOf(venueWire('https://venue', ALPACA_CALLS), name, 'a/b')).toBe(url);
});
