import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type EventPlace, formatPlace, parsePlace } from './event-place.ts';
import type { EventReader, ReadEvent } from './event-reader.ts';

export interface EventStreamOptions {
  readonly reader: EventReader;
  /** What the client says it saw last. */
  readonly lastEventId: string | undefined;
  /** Makes the data of events what a client gets to see. */
  readonly show: (events: readonly ReadEvent[]) => Promise<readonly unknown[]>;
  readonly pace: EventPace;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

export interface EventPace {
  /** How long a change may lie in Redis before it is looked for. */
  readonly pollMs: number;
  /** A client that hears nothing for so long is sent a comment. */
  readonly heartbeatMs: number;
}

/** Of each partition: with one write at a time, all that ever waits for a slow client. */
const MOST_AT_ONCE = 100;

/**
 * Sends changes to one client until it is gone. It reads them from Redis as fast as the client takes them, so nothing
 * piles up here: a client that is slower than what Redis keeps gets `reset`, and goes on at the end.
 */
export async function sendEvents(
  response: ServerResponse,
  options: EventStreamOptions,
): Promise<void> {
  const { reader, signal, sleep, show, pace } = options;
  const send = async (text: string) => {
    if (!response.write(text)) await once(response, 'drain', { signal });
  };
  let place: EventPlace | null = null;
  let quietMs = 0;
  while (!signal.aborted) {
    try {
      place ??= await begin(options, send);
      const read = await reader.after(place, MOST_AT_ONCE);
      if (read.kind === 'gone') {
        place = await reset(reader, send, 'changes in between are not kept any more');
      } else if (read.events.length > 0) {
        const shown = await show(read.events);
        await send(read.events.map((event, at) => format(event, shown[at])).join(''));
        place = read.events.at(-1)?.place ?? place;
        quietMs = 0;
        continue;
      }
    } catch {
      // The client is gone, or Redis is away for now: it goes on from the same place.
    }
    await sleep(pace.pollMs, signal);
    quietMs += pace.pollMs;
    if (quietMs < pace.heartbeatMs || signal.aborted) continue;
    response.write(': still here\n\n');
    quietMs = 0;
  }
}

type Send = (text: string) => Promise<void>;

async function begin({ reader, lastEventId }: EventStreamOptions, send: Send): Promise<EventPlace> {
  if (lastEventId === undefined) {
    const end = await reader.end();
    // An id alone: whoever is cut off before the first change goes on from here.
    await send(`id: ${formatPlace(end)}\nevent: begin\ndata: {}\n\n`);
    return end;
  }
  const place = parsePlace(lastEventId, reader.streamCount);
  return place ?? reset(reader, send, 'the Last-Event-ID is of another tracker');
}

async function reset(reader: EventReader, send: Send, reason: string): Promise<EventPlace> {
  const end = await reader.end();
  const data = JSON.stringify({ reason });
  await send(`id: ${formatPlace(end)}\nevent: reset\ndata: ${data}\n\n`);
  return end;
}

function format({ name, place }: ReadEvent, shown: unknown): string {
  return `id: ${formatPlace(place)}\nevent: ${name}\ndata: ${JSON.stringify(shown)}\n\n`;
}
