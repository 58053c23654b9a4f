import type { RedisClient } from '@orderonce/idempotency';
import type { EventPlace } from './event-place.ts';

/** One entry of a stream, and the place behind it. */
export interface ReadEvent {
  /** `change`, `break` or `break-ended`. */
  readonly name: string;
  /** Of the streams, by its place among them. */
  readonly stream: number;
  readonly data: string;
  readonly place: EventPlace;
}

export type ReadEvents =
  | { readonly kind: 'events'; readonly events: readonly ReadEvent[] }
  /** Entries behind the place are not kept any more. */
  | { readonly kind: 'gone' };

/** Reads what several streams of one state hold; those of a cluster may lie on different nodes. */
export class EventReader {
  readonly #redis: RedisClient;
  readonly #streams: readonly string[];

  constructor(redis: RedisClient, streams: readonly string[]) {
    this.#redis = redis;
    this.#streams = streams;
  }

  get streamCount(): number {
    return this.#streams.length;
  }

  /** Behind everything that there is. */
  async end(): Promise<EventPlace> {
    const last = this.#streams.map((stream) => this.#redis.xrevrange(stream, '+', '-', 'COUNT', 1));
    return (await Promise.all(last)).map(([entry]) => entry?.[0] ?? null);
  }

  /** The next ones behind a place, at most so many of each stream. In order within each stream. */
  async after(place: EventPlace, most: number): Promise<ReadEvents> {
    const streams = await Promise.all(
      this.#streams.map((stream, at) => this.#readOne(stream, place[at] ?? null, most)),
    );
    if (streams.some((entries) => entries === 'gone')) return { kind: 'gone' };
    const behind = [...place];
    const events: ReadEvent[] = [];
    for (const [at, entries] of streams.entries()) {
      if (entries === 'gone') continue;
      for (const [id, [name = '', data = '']] of entries) {
        behind[at] = id;
        events.push({ name, stream: at, data, place: [...behind] });
      }
    }
    return { kind: 'events', events };
  }

  async #readOne(stream: string, place: string | null, most: number) {
    const from = place === null ? '-' : `(${place}`;
    const entries = await this.#redis.xrange(stream, from, '+', 'COUNT', most);
    // The entries of a partition name the one before them.
    const before = entries[0]?.[1][3] ?? place;
    return before === place || (before === '' && place === null) ? entries : 'gone';
  }
}
