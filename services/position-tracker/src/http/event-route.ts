import type { FastifyInstance } from 'fastify';
import type { EventReader, ReadEvent } from '../events/event-reader.ts';
import { type EventPace, sendEvents } from '../events/event-stream.ts';
import { sleep } from '../sleep.ts';
import type { PositionEvent } from '../store/records.ts';
import { positionView } from './position-view.ts';

export interface EventRouteOptions {
  readonly events: EventReader;
  readonly pace: EventPace;
}

/** Each asks Redis some times a second. */
const MOST_CLIENTS = 100;

/** `GET /events`: changes of positions and breaks as Server-Sent Events. */
export function addEventRoute(
  server: FastifyInstance,
  { events: reader, pace }: EventRouteOptions,
): void {
  let clients = 0;
  server.get('/events', (request, reply) => {
    if (clients >= MOST_CLIENTS)
      return reply.code(503).send({ error: `${MOST_CLIENTS} clients listen already` });
    const gone = new AbortController();
    clients += 1;
    request.raw.socket.once('close', () => {
      clients -= 1;
      gone.abort();
    });
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    const given = request.headers['last-event-id'];
    const lastEventId = typeof given === 'string' ? given : undefined;
    void sendEvents(response, { reader, pace, lastEventId, show, signal: gone.signal, sleep });
  });
}

function show({ name, data }: ReadEvent): unknown {
  const told: unknown = JSON.parse(data);
  if (name !== 'change') return told;
  const { position, outcome } = told as PositionEvent;
  return { position: positionView(position), outcome };
}
