/** Can be iterated once. Disposing closes it, also when nobody iterated it. */
export interface ReadAhead<T> extends AsyncIterable<T>, AsyncDisposable {}

/**
 * Begins at once with what otherwise begins when it is first asked: connecting, and waiting for what comes first,
 * happen while the caller is busy with something else. No more than that is taken ahead.
 */
export function readAhead<T>(reading: AsyncIterable<T>): ReadAhead<T> {
  const iterator = reading[Symbol.asyncIterator]();
  const first = iterator.next();
  // Whoever asks for it hears of it.
  first.catch(() => {});
  let isFirst = true;
  async function close() {
    await iterator.return?.();
    return { done: true, value: undefined } as const;
  }
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        if (!isFirst) return iterator.next();
        isFirst = false;
        return first;
      },
      return: close,
    }),
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
}
