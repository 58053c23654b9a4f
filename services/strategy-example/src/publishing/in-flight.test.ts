import { expect, test } from 'vitest';
import { InFlight } from './in-flight.ts';

test('there is room again when a task ends', async () => {
  const inFlight = new InFlight(1);
  const task = Promise.withResolvers<void>();
  await inFlight.room();
  inFlight.add(task.promise);
  let hasRoom = false;
  const room = inFlight.room().then(() => {
    hasRoom = true;
  });
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  task.resolve();
  await room;
  await inFlight.drained();
});

test('a task that failed is told to whoever waits and to whoever asks later', async () => {
  const inFlight = new InFlight(1);
  const task = Promise.withResolvers<void>();
  inFlight.add(task.promise);
  const drained = inFlight.drained();
  task.reject(new Error('too large'));
  await expect(drained).rejects.toThrow('too large');
  await expect(inFlight.room()).rejects.toThrow('too large');
});
