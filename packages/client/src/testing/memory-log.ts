import type { IncomingRecord, TopicReading } from '@orderonce/kafka';
import type { Resumed } from '../consume/partition-following.ts';

const TOPIC = 'outcomes';

/** A topic in memory that can be followed. */
export class MemoryLog {
  readonly #partitions = new Map<number, IncomingRecord[]>();
  #changed = Promise.withResolvers<void>();
  /** From where each reading began. */
  readonly readings: Resumed[] = [];

  append(partition: number, ...values: readonly string[]): void {
    const records = this.#of(partition);
    for (const value of values)
      records.push({
        topic: TOPIC,
        partition,
        offset: String(records.length),
        key: null,
        value: Buffer.from(value),
        headers: {},
        logTimeMs: 1_760_000_000_000 + records.length,
      });
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  read(from: Resumed, signal: AbortSignal): TopicReading {
    this.readings.push(from);
    const caughtUp = Promise.withResolvers<void>();
    return {
      caughtUp: caughtUp.promise,
      [Symbol.asyncIterator]: () => this.#iterate(from, signal, caughtUp.resolve),
    };
  }

  async *#iterate(from: Resumed, signal: AbortSignal, onCaughtUp: () => void) {
    const positions = new Map(Array.from(from, ([partition, at]) => [partition, Number(at ?? 0)]));
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
    });
    while (!signal.aborted) {
      const news = [...positions].flatMap(([partition, at]) => this.#of(partition).slice(at));
      const changed = this.#changed.promise;
      for (const { partition, offset } of news) positions.set(partition, Number(offset) + 1);
      if (news.length > 0) yield news;
      else {
        onCaughtUp();
        await Promise.race([changed, aborted]);
      }
    }
  }

  #of(partition: number): IncomingRecord[] {
    const records = this.#partitions.get(partition) ?? [];
    this.#partitions.set(partition, records);
    return records;
  }
}
