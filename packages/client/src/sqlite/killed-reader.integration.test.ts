import { setTimeout as delay } from 'node:timers/promises';
import { uniqueName } from '@orderonce/kafka/testing';
import { describe, expect, it, vi } from 'vitest';
import { openCountingReaders } from '../testing/counting-readers.ts';

const ROUNDS = 7;
const READERS_AT_ONCE = 3;
const EVENTS_A_LIFE = 600;
const REPEATS_A_LIFE = 150;
const LONGEST_LIFE_MS = 60;
const PATIENCE = { timeout: 30_000, interval: 50 };

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, n) => from + n);
const repeatsIn = (sorted: readonly string[]) =>
  sorted.filter((id, place) => id === sorted[place - 1]);

describe('readers that are processes', () => {
  it('have each effect once though they are killed again and again', async () => {
    await using readers = await openCountingReaders(3);
    let known = 0;
    /** New events, and some that were there before, as an executor publishes them after a crash. */
    const publish = () => {
      const news = upTo(EVENTS_A_LIFE, known);
      known += EVENTS_A_LIFE;
      const repeats = upTo(REPEATS_A_LIFE).map(() => Math.floor(Math.random() * known));
      return readers.publish([...news, ...repeats]);
    };
    const liveAndDie = async () => {
      // A group of its own each time: a killed member keeps its partitions for the session timeout. So those
      // that live at once believe to own the same partitions.
      const reader = readers.start(uniqueName('reader'));
      await vi.waitFor(() => expect(reader.answers).toContain('resumed'), PATIENCE);
      await publish();
      await delay(Math.random() * LONGEST_LIFE_MS);
      await reader.kill();
    };
    for (let round = 0; round < ROUNDS; round += 1)
      await Promise.all(upTo(READERS_AT_ONCE).map(liveAndDie));
    readers.start(uniqueName('reader'));
    await vi.waitFor(() => expect(new Set(readers.effects()).size).toBe(known), PATIENCE);
    expect(repeatsIn(readers.effects())).toEqual([]);
  }, 180_000);

  it('go on with the partitions of one that stands still, and have each effect once when it wakes', async () => {
    await using readers = await openCountingReaders(2);
    await readers.publish(upTo(100));
    const groupId = uniqueName('reader');
    const both = [readers.start(groupId), readers.start(groupId)] as const;
    await vi.waitFor(() => expect(readers.effects()).toHaveLength(100), PATIENCE);
    // Once more, now that both have joined for sure: each has a partition of its own.
    await untilShared(both, readers);
    const [sleeper] = both;
    const known = readers.effects().length;
    sleeper.process.kill('SIGSTOP');
    await readers.publish(upTo(500, 10_000));
    await vi.waitFor(() => expect(readers.effects()).toHaveLength(known + 500), PATIENCE);
    sleeper.process.kill('SIGCONT');
    await readers.publish(upTo(500, 20_000));
    await vi.waitFor(() => expect(readers.effects()).toHaveLength(known + 1000), PATIENCE);
    expect(repeatsIn(readers.effects())).toEqual([]);
  }, 90_000);
});

type Readers = Awaited<ReturnType<typeof openCountingReaders>>;

/** Publishes until each of the readers has taken something of a round. */
async function untilShared(
  both: readonly { readonly answers: readonly string[] }[],
  readers: Readers,
): Promise<void> {
  for (let round = 1; ; round += 1) {
    const before = both.map(({ answers }) => answers.length);
    const known = readers.effects().length;
    await readers.publish(upTo(50, 1000 + 50 * round));
    await vi.waitFor(() => expect(readers.effects()).toHaveLength(known + 50), PATIENCE);
    if (both.every(({ answers }, place) => answers.length > (before[place] ?? 0))) return;
  }
}
