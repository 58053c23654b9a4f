import { expect, it, vi } from 'vitest';
import { SpanBatches, type SpanBatchesOptions } from './span-batches.ts';
import { decodeRequest, type Message, messagesIn } from './testing/decode-request.ts';
import { EXAMPLE_SPAN } from './testing/example-span.ts';

function batchesUnderTest(changes: Partial<SpanBatchesOptions> = {}) {
  const sent: string[][] = [];
  const lost: unknown[][] = [];
  const batches = new SpanBatches({
    resource: Uint8Array.of(0x0a, 0),
    scope: Uint8Array.of(0x0a, 0),
    maxBatch: 3,
    maxWaiting: 5,
    delayMs: 60_000,
    send: async (request) => {
      sent.push(namesIn(decodeRequest(request)));
    },
    onLost: (...what) => lost.push(what),
    ...changes,
  });
  const add = (...names: string[]) => {
    for (const name of names) batches.add({ ...EXAMPLE_SPAN, name });
  };
  return { batches, add, sent, lost };
}

function namesIn(request: Message): string[] {
  const spans = messagesIn(request, 'resourceSpans', 'scopeSpans', 'spans');
  return spans.map(({ name }) => String(name?.[0]));
}

it('sends spans together when there are enough of them, and the rest at the end', async () => {
  const { batches, add, sent } = batchesUnderTest();
  add('a', 'b');
  expect(sent).toEqual([]);
  add('c', 'd');
  expect(sent).toEqual([['a', 'b', 'c']]);
  await batches.stop();
  expect(sent).toEqual([['a', 'b', 'c'], ['d']]);
});

it('sends what has waited long enough', async () => {
  vi.useFakeTimers();
  try {
    const { add, sent } = batchesUnderTest({ delayMs: 100 });
    add('a');
    vi.advanceTimersByTime(99);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([['a']]);
    add('b');
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([['a'], ['b']]);
  } finally {
    vi.useRealTimers();
  }
});

it('drops what would wait without end behind a collector that does not answer, and says how many', async () => {
  const answer = Promise.withResolvers<void>();
  const { batches, add, sent, lost } = batchesUnderTest({ send: () => answer.promise });
  add('a', 'b', 'c', 'd', 'e', 'f', 'g');
  answer.resolve();
  await batches.stop();
  expect(lost).toEqual([[2]]);
  expect(sent).toEqual([]);
});

it('says how many went with a request that failed, and goes on', async () => {
  const refusal = new Error('http 400');
  let isRefusing = true;
  const { batches, add, lost } = batchesUnderTest({
    send: async () => {
      if (isRefusing) throw refusal;
    },
  });
  add('a', 'b', 'c');
  await vi.waitFor(() => expect(lost).toEqual([[3, refusal]]));
  isRefusing = false;
  add('d');
  await batches.stop();
  expect(lost).toEqual([[3, refusal]]);
});

it('rejects at the end when the last spans could not be sent', async () => {
  const { batches, add } = batchesUnderTest({ send: () => Promise.reject(new Error('away')) });
  add('a');
  await expect(batches.stop()).rejects.toThrow('away');
});
