import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

// A venue that answers each POST /v2/orders with an order as Alpaca writes it, 25 ms later. A process of its
// own: what it costs is not the executor's. Started by `../venue-process.ts`: tells its port.

const ANSWER_AFTER_MS = 25;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const order = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    setTimeout(() => answer(request, response, order), ANSWER_AFTER_MS);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : null);
});
process.once('disconnect', () => process.exit(0));

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  order: Readonly<Record<string, string>>,
): void {
  if (request.url !== '/v2/orders') return void response.writeHead(404).end();
  const now = new Date().toISOString();
  const body = JSON.stringify({
    id: randomUUID(),
    client_order_id: order['client_order_id'],
    created_at: now,
    updated_at: now,
    submitted_at: now,
    filled_at: null,
    expired_at: null,
    canceled_at: null,
    failed_at: null,
    replaced_at: null,
    replaced_by: null,
    replaces: null,
    asset_id: 'b0b6dd9d-8b9b-48a9-ba46-b9d54906e415',
    symbol: order['symbol'],
    asset_class: 'us_equity',
    notional: null,
    qty: order['qty'],
    filled_qty: '0',
    filled_avg_price: null,
    order_class: '',
    order_type: order['type'],
    type: order['type'],
    side: order['side'],
    time_in_force: order['time_in_force'],
    limit_price: order['limit_price'],
    stop_price: null,
    status: 'accepted',
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    subtag: null,
    source: null,
  });
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-request-id': randomUUID().replaceAll('-', ''),
  });
  response.end(body);
}
