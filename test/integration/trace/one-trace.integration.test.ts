import { type Outcome, traceIdOf } from '@orderonce/contracts';
import { SPAN_NAMES } from '@orderonce/telemetry';
import { expect, it } from 'vitest';
import type { ReceivedSpan } from './otlp-receiver.ts';
import { folds, openTracedPipeline } from './traced-pipeline.ts';

const TIMEOUT_MS = 30_000;

/** The one span with these qualities. */
function one(spans: readonly ReceivedSpan[], service: string, name: string, execType?: string) {
  const found = spans.filter(
    (span) =>
      span.service === service &&
      span.name === name &&
      (execType === undefined || span.attributes['order.exec_type'] === execType),
  );
  expect(found, `${service}: ${name} ${execType ?? ''}`).toHaveLength(1);
  return found[0] as ReceivedSpan;
}

const linksOf = ({ links }: ReceivedSpan) =>
  links.map(({ spanId, attributes }) => [attributes['order.link'] ?? 'record', spanId]);

it('has one order be one trace: strategy, a copy, a lost answer and its repeat, fill and position', async () => {
  await using traced = await openTracedPipeline();
  const { pipeline, environment } = traced;
  await traced.faults([{ fault: 'answer-lost-503', request: 'post', next: 1 }]);
  const strategy = await pipeline.start('strategy-example', {
    ...environment,
    STRATEGY_ID: 'MOM',
    STRATEGY_ACCOUNT_ID: pipeline.accountId,
    STRATEGY_INTENTS: '1',
    STRATEGY_REPEAT_RATIO: '1',
  });
  expect(await strategy.exited).toMatchObject({ code: 0 });
  await pipeline.rest();
  const { intents } = await pipeline.history();
  const [logged] = intents;
  if (!logged) throw new Error('no intent was published');
  expect(intents).toHaveLength(2);
  const { clientOrderId, orderUuid } = logged.intent;
  const isFilled = ({ execType, ordStatus }: Outcome) =>
    execType === 'TRADE' && ordStatus === 'FILLED';
  await pipeline.client.awaitOutcome(clientOrderId, { timeoutMs: TIMEOUT_MS, until: isFilled });

  const trades = (await pipeline.history()).outcomes.filter(
    ({ outcome }) => outcome.execType === 'TRADE',
  );
  const all = await traced.spansOnce((received) => {
    const told = received.filter(({ service }) => service === 'execution-reports');
    return told.length === trades.length && folds(received, 'TRADE').length === trades.length;
  });
  const traceId = traceIdOf(orderUuid);
  const spans = all.filter((span) => span.traceId === traceId);
  expect(spans).toHaveLength(all.length);
  expect(new Set(spans.map(({ service }) => service))).toEqual(
    new Set(['strategy-example', 'executor', 'execution-reports', 'position-tracker']),
  );
  const ids = spans.map(({ spanId }) => spanId);
  expect(new Set(ids).size).toBe(ids.length);
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.map(({ name }) => name)).toEqual([SPAN_NAMES.publishIntent]);
  for (const { name, parentSpanId } of spans)
    expect(!parentSpanId || ids.includes(parentSpanId), `the parent of "${name}"`).toBe(true);

  // The intent, and its copy.
  const [root] = roots as [ReceivedSpan];
  const topicPrefix = pipeline.topicPrefix;
  expect(root).toMatchObject({
    kind: 'producer',
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': `${topicPrefix}orders.intents`,
      'messaging.destination.partition.id': String(logged.partition),
      'messaging.kafka.offset': expect.anything(),
      'messaging.kafka.message.key': `${pipeline.accountId}:${logged.intent.symbol}`,
      'messaging.message.body.size': expect.anything(),
      'order.client_order_id': clientOrderId,
    },
  });
  const sends = spans.filter(({ name }) => name === SPAN_NAMES.publishIntent);
  const copy = sends.find((span) => span !== root);
  expect(copy && linksOf(copy)).toEqual([['retry', root.spanId]]);
  const processed = spans.filter(({ name }) => name === SPAN_NAMES.processIntent);
  const work = processed.find(({ parentSpanId }) => parentSpanId === root.spanId);
  const copied = processed.find(({ parentSpanId }) => parentSpanId === copy?.spanId);
  if (!work || !copied) throw new Error('both copies are worked on below what sent them');
  expect(work).toMatchObject({
    kind: 'consumer',
    attributes: {
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': `${topicPrefix}executor`,
      'messaging.client.id': expect.stringContaining('orderonce-executor.'),
      'order.verdict': 'ACCEPTED',
      'order.kept_for': 'doubt',
    },
  });
  expect(linksOf(work)).toEqual([['record', root.spanId]]);
  expect(linksOf(copied)).toEqual([
    ['record', copy?.spanId],
    ['duplicate', root.spanId],
  ]);
  const told = one(spans, 'executor', SPAN_NAMES.publishOutcome, 'DUPLICATE');
  expect(told.parentSpanId).toBe(copied.spanId);

  // The send whose answer was lost, the one that repeats it, and the look at what the venue has.
  const below = spans.filter(({ parentSpanId }) => parentSpanId === work.spanId);
  const posts = below
    .filter(({ name }) => name === 'POST /v2/orders')
    .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
  const [lost, repeat] = posts;
  expect(posts).toHaveLength(2);
  expect(lost).toMatchObject({
    kind: 'client',
    status: { code: 2 },
    attributes: {
      'http.request.method': 'POST',
      'http.response.status_code': 503,
      'url.full': `${pipeline.simulatorUrl}/v2/orders`,
      'server.address': '127.0.0.1',
      'error.type': '503',
      'order.submit': 'unknown',
    },
  });
  expect(repeat?.attributes).toMatchObject({
    'order.submit': 'duplicate',
    'http.request.resend_count': 1,
  });
  expect(repeat && linksOf(repeat)).toEqual([['retry', lost?.spanId]]);
  expect(below.map(({ name }) => name).filter((name) => name.startsWith('GET'))).toEqual([
    'GET /v2/orders:by_client_order_id',
  ]);

  // The verdict, the fill that follows from it, and what the tracker makes of both.
  const verdict = one(spans, 'executor', SPAN_NAMES.publishOutcome, 'ACCEPTED');
  expect(verdict.parentSpanId).toBe(work.spanId);
  const fill = spans.filter(({ service }) => service === 'execution-reports').at(-1);
  expect(fill).toMatchObject({ name: SPAN_NAMES.publishOutcome, parentSpanId: verdict.spanId });
  const folded = [...folds(spans, 'ACCEPTED'), ...folds(spans, 'TRADE')];
  expect(new Set(folded.map(({ kind }) => kind))).toEqual(new Set(['consumer']));
  const foldedOf = (sent: ReceivedSpan | undefined) =>
    folded.find(({ parentSpanId }) => parentSpanId === sent?.spanId);
  for (const sent of [verdict, fill]) {
    const fold = foldedOf(sent);
    expect(fold?.name).toBe(SPAN_NAMES.foldOutcome);
    expect(fold && linksOf(fold)).toEqual([['record', sent?.spanId]]);
  }
}, 60_000);

it('has a fill in the trace of its order that came before the verdict was read', async () => {
  await using traced = await openTracedPipeline({}, 1);
  const { client, rest } = traced.pipeline;
  // The venue fills the order while the executor asks what became of it.
  await traced.faults([{ fault: 'answer-lost-503', request: 'post', next: 1 }]);
  const intent = client.place({ symbol: 'AAPL', side: 'BUY', quantity: '5', orderType: 'MARKET' });
  await client.publish(intent);
  const isFilled = ({ execType, ordStatus }: Outcome) =>
    execType === 'TRADE' && ordStatus === 'FILLED';
  const { clientOrderId } = intent;
  await client.awaitOutcome(clientOrderId, { timeoutMs: TIMEOUT_MS, until: isFilled });
  await rest();

  const spans = await traced.spansOnce((received) =>
    received.some(({ service }) => service === 'execution-reports'),
  );
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
    new Set([traceIdOf(intent.orderUuid)]),
  );
  const verdict = one(spans, 'executor', SPAN_NAMES.publishOutcome, 'ACCEPTED');
  const fills = spans.filter(({ service }) => service === 'execution-reports');
  expect(fills).not.toEqual([]);
  for (const { parentSpanId } of fills) expect(parentSpanId).toBe(verdict.spanId);
  expect(fills.some((fill) => fill.startTimeUnixNano < verdict.startTimeUnixNano)).toBe(true);
}, 60_000);
