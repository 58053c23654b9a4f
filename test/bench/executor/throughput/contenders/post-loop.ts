import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { Contender, Place } from '../contender.ts';
import { startStopwatch } from '../stopwatch.ts';

/** Orders posted by a bare undici, as many at once as the executor may: no Kafka, no Redis, no guarantee. */
export async function postLoop(place: Place, connections: number): Promise<Contender> {
  const pool = new Pool(place.venueUrl, { connections });

  async function post(at: number) {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/v2/orders',
      headers: {
        'apca-api-key-id': 'bench',
        'apca-api-secret-key': 'bench',
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        symbol: `SYM${String(at % 500).padStart(3, '0')}`,
        qty: String(1 + (at % 997)),
        side: 'buy',
        type: 'limit',
        time_in_force: 'day',
        limit_price: '178.5',
        client_order_id: `BENCH-1RV4K2-000001-${randomUUID().slice(0, 8)}`,
      }),
    });
    await body.json();
    if (statusCode !== 200) throw new Error(`the venue answered ${statusCode}`);
  }

  return {
    async run(count) {
      const stopwatch = startStopwatch(count);
      stopwatch.begin();
      let next = 0;
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (next < count) {
            next += 1;
            await post(next);
            stopwatch.done(1);
          }
        }),
      );
      return stopwatch.finished;
    },
    close: () => pool.close(),
  };
}
