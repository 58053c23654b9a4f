import { type Intent, type Outcome, traceIdOf } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import type { ReceivedSpan } from './otlp-receiver.ts';
import { folds, openTracedPipeline } from './traced-pipeline.ts';

const TIMEOUT_MS = 30_000;
const NONE = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };

it('traces what is held, doubtful or denied although nothing is sampled, and nothing else', async () => {
  await using traced = await openTracedPipeline(NONE);
  const { client } = traced.pipeline;
  await traced.faults([
    { fault: 'answer-lost-503', request: 'post', symbol: 'MSFT', next: 1 },
    { fault: 'refuse-503', request: 'post', symbol: 'IBM' },
  ]);
  const buy = (symbol: string) =>
    client.place({ symbol, side: 'BUY', quantity: '5', orderType: 'MARKET' });
  const plain = buy('AAPL');
  const doubtful = buy('MSFT');
  const held = buy('IBM');
  const denied = client.closePosition({ symbol: 'TSLA' });
  const all: readonly Intent[] = [plain, doubtful, held, denied];
  await Promise.all(all.map((intent) => client.publish(intent)));
  const until = (execType: Outcome['execType']) => (outcome: Outcome) =>
    outcome.execType === execType;
  const wanted = [
    [plain, 'TRADE'],
    [doubtful, 'TRADE'],
    [held, 'HELD'],
    [denied, 'DENIED'],
  ] as const;
  await Promise.all(
    wanted.map(([{ clientOrderId }, execType]) =>
      client.awaitOutcome(clientOrderId, { timeoutMs: TIMEOUT_MS, until: until(execType) }),
    ),
  );
  await traced.pipeline.rest();

  const spans = await traced.spansOnce((received) =>
    ['DENIED', 'HELD', 'TRADE'].every((execType) => folds(received, execType).length > 0),
  );
  const of = ({ orderUuid }: Intent) =>
    spans
      .filter(({ traceId }) => traceId === traceIdOf(orderUuid))
      .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
  expect(of(plain)).toEqual([]);

  expect(storyOf(of(denied))).toEqual([
    'executor: process orders.intents',
    'executor: claim',
    'executor: send orders.outcomes DENIED',
    'position-tracker: process orders.outcomes DENIED',
  ]);
  expect(storyOf(of(doubtful))).toEqual([
    'executor: process orders.intents',
    'executor: claim',
    'executor: POST /v2/orders',
    'executor: POST /v2/orders',
    'executor: GET /v2/orders:by_client_order_id',
    'executor: send orders.outcomes ACCEPTED',
    'position-tracker: process orders.outcomes ACCEPTED',
    'execution-reports: send orders.outcomes TRADE',
    'position-tracker: process orders.outcomes TRADE',
  ]);
  const [process, claim, post, ...later] = storyOf(of(held));
  expect([process, claim, post]).toEqual([
    'executor: process orders.intents',
    'executor: claim',
    'executor: POST /v2/orders',
  ]);
  expect(later.slice(-2)).toEqual([
    'executor: send orders.outcomes HELD',
    'position-tracker: process orders.outcomes HELD',
  ]);
  for (const [intent, why] of [
    [denied, 'denied'],
    [doubtful, 'doubt'],
    [held, 'held'],
  ] as const)
    expectWhole(of(intent), why);
}, 60_000);

/** What was done for an order, by when it began; fills of a part are one line. */
function storyOf(spans: readonly ReceivedSpan[]): readonly string[] {
  const lines = spans.map(({ service, name, attributes }) => {
    const execType = attributes['order.exec_type'];
    return `${service}: ${name}${execType === undefined ? '' : ` ${execType}`}`;
  });
  return lines.filter((line, place) => !line.includes('TRADE') || lines.indexOf(line) === place);
}

/** Only the work has no parent, because its record was sent unrecorded; nothing ends before it begins. */
function expectWhole(spans: readonly ReceivedSpan[], why: string): void {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const [work, ...parts] = spans;
  expect(work?.parentSpanId ?? '').toBe('');
  expect(work?.attributes['order.kept_for']).toBe(why);
  for (const { parentSpanId = '' } of parts) expect(ids.has(parentSpanId)).toBe(true);
  for (const { startTimeUnixNano, endTimeUnixNano } of spans)
    expect(endTimeUnixNano >= startTimeUnixNano).toBe(true);
}
