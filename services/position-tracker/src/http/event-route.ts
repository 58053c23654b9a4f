import type { FastifyInstance } from 'fastify';
import type { EventReader, ReadEvent } from '../events/event-reader.ts';
import { type EventPace, sendEvents } from '../events/event-stream.ts';
import type { StateReader } from '../read/state-reader.ts';
import { sleep } from '../sleep.ts';
import { positionView } from './position-view.ts';

export interface EventRouteOptions {
  readonly events: EventReader;
  readonly reader: Pick<StateReader, 'change'>;
  readonly pace: EventPace;
}

/** Each asks Redis some times a second. */
const MOST_CLIENTS = 100;

/** `GET /events`: changes of positions and breaks as Server-Sent Events. */
export function addEventRoute(
  server: FastifyInstance,
  { events: reader, reader: state, pace }: EventRouteOptions,
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
    const show = (all: readonly ReadEvent[]) => Promise.all(all.map((each) => shown(state, each)));
    void sendEvents(response, { reader, pace, lastEventId, show, signal: gone.signal, sleep });
  });
}

async function shown(
  state: Pick<StateReader, 'change'>,
  { name, stream, data }: ReadEvent,
): Promise<unknown> {
  if (name !== 'change') return JSON.parse(data);
  const { position, outcome } = await state.change(stream, data);
  return { position: positionView(position), outcome };
}
