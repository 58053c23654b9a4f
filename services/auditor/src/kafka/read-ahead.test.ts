import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

function told() {
  const steps: string[] = [];
  async function* numbers(failAt = Infinity) {
    try {
      for (let n = 1; n <= 3; n += 1) {
        steps.push(`make ${n}`);
        if (n === failAt) throw new Error(`no ${n}`);
        yield n;
      }
    } finally {
      steps.push('close');
    }
  }
  return { steps, numbers };
}

async function all<T>(reading: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const one of reading) taken.push(one);
  return taken;
}

test('the first is made before anyone asks, the second is not, and all come in order', async () => {
  const { steps, numbers } = told();
  await using ahead = readAhead(numbers());
  await Promise.resolve();
  expect(steps).toEqual(['make 1']);
  expect(await all(ahead)).toEqual([1, 2, 3]);
  expect(steps).toEqual(['make 1', 'make 2', 'make 3', 'close']);
});

test('what is never iterated is closed when it is disposed', async () => {
  const { steps, numbers } = told();
  await readAhead(numbers())[Symbol.asyncDispose]();
  expect(steps).toEqual(['make 1', 'close']);
});

test('leaving the loop closes it', async () => {
  const { steps, numbers } = told();
  await using ahead = readAhead(numbers());
  for await (const one of ahead) if (one === 1) break;
  expect(steps).toEqual(['make 1', 'close']);
});

test.each([1, 2])(
  'an error at %i is told to whoever iterates, and to nobody else',
  async (failAt) => {
    const unused = readAhead(told().numbers(failAt));
    await unused[Symbol.asyncDispose]();
    const { steps, numbers } = told();
    await using ahead = readAhead(numbers(failAt));
    await expect(all(ahead)).rejects.toThrow(`no ${failAt}`);
    expect(steps.at(-1)).toBe('close');
  },
);
