import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { traceIdOf } from '@orderonce/contracts';
import { SPAN_NAMES } from '@orderonce/telemetry';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openPipeline } from '../harness/pipeline.ts';

const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
});

it('joins what strategy, executor and tracker do for an order into the trace that its UUID names', async () => {
  await using collector = await openCollector();
  await using pipeline = await openPipeline();
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  };
  const executor = await pipeline.startExecutor(environment);
  const tracker = await pipeline.start('position-tracker', environment);
  const strategy = await pipeline.start('strategy-example', {
    ...environment,
    STRATEGY_ID: 'MOM',
    STRATEGY_ACCOUNT_ID: pipeline.accountId,
    STRATEGY_INTENTS: '1',
  });
  expect(await strategy.exited).toMatchObject({ code: 0 });
  await pipeline.rest();
  const [logged] = (await pipeline.history()).intents;
  if (!logged) throw new Error('no intent was published');
  const traceId = traceIdOf(logged.intent.orderUuid);

  // Spans leave in the background; the last ones before the processes end.
  await Promise.all([executor.stop(8000), tracker.stop(8000)]);
  const spans = collector.spans.filter((span) => span.traceId === traceId);
  expect(new Set(spans.map((span) => span.name))).toEqual(new Set(Object.values(SPAN_NAMES)));
  const ids = new Set(spans.map((span) => span.spanId));
  const roots = spans.filter((span) => !span.parentSpanId);
  expect(roots.map((span) => span.name)).toEqual([SPAN_NAMES.publishIntent]);
  for (const { name, parentSpanId } of spans)
    expect(!parentSpanId || ids.has(parentSpanId), `the parent of "${name}" is in the trace`).toBe(
      true,
    );
}, 60_000);

/** A receiver of OTLP over HTTP with JSON. */
async function openCollector() {
  const spans: z.output<
    typeof exportSchema
  >['resourceSpans'][number]['scopeSpans'][number]['spans'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { resourceSpans } = exportSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
      for (const { scopeSpans } of resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    spans,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
