import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeRequest, messagesIn } from './otlp/testing/decode-request.ts';
import { startTraceCollector } from './testing/trace-collector.ts';

// Each test starts processes, which takes long on a machine that has much to do.
vi.setConfig({ testTimeout: 30_000 });

const PROCESS = fileURLToPath(new URL('./testing/traced-process.ts', import.meta.url));
const UUID = 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479';
const TRACE_ID = 'a3f8b2c158cc4372a5670e02b2c3d479';
const ROOT_SPAN_ID = 'a5670e02b2c3d479';

const stops: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

async function collector(status?: number) {
  const started = await startTraceCollector(status);
  stops.push(started.stop);
  return started;
}

async function run(env: Record<string, string>, ...args: string[]) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROCESS, ...args], {
    env,
  });
  return { printed: stdout.trim(), stderr };
}

describe('with a collector', () => {
  it('one order is one trace over two processes, named by its UUID', async () => {
    const { spans, variables } = await collector();
    const { printed: traceparent } = await run(variables, 'strategy', UUID);
    expect(traceparent).toBe(`00-${TRACE_ID}-${ROOT_SPAN_ID}-01`);
    await run(variables, 'executor', UUID, traceparent);

    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
    const named = (name: string) => spans.find((span) => span.name === name);
    const work = named('process orders.intents');
    const parentage = spans.map(({ service, name, parentSpanId }) => [service, name, parentSpanId]);
    expect(parentage.sort()).toEqual([
      ['executor', 'claim', work?.spanId],
      ['executor', 'process orders.intents', ROOT_SPAN_ID],
      ['executor', 'process orders.outcomes', ROOT_SPAN_ID],
      ['executor', 'send orders.outcomes', ROOT_SPAN_ID],
      ['executor', 'submit', work?.spanId],
      ['strategy', 'send orders.intents', undefined],
    ]);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(6);
    expect(named('send orders.intents')).toMatchObject({
      spanId: ROOT_SPAN_ID,
      kind: 4,
      startTimeUnixNano: '1780000000000000000',
      attributes: [
        { key: 'messaging.system', value: { stringValue: 'kafka' } },
        { key: 'messaging.operation.name', value: { stringValue: 'send' } },
        { key: 'messaging.operation.type', value: { stringValue: 'send' } },
        { key: 'messaging.kafka.offset', value: { intValue: 7 } },
        { key: 'urgent', value: { boolValue: true } },
      ],
    });
    expect(named('claim')).toMatchObject({
      status: { code: 0 },
      attributes: [{ key: 'order.claim', value: { stringValue: 'fresh' } }],
    });
    expect(named('submit')).toMatchObject({ kind: 3, status: { code: 2, message: 'timed out' } });
    expect(named('process orders.outcomes')?.links).toMatchObject([
      { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' },
    ]);
  });

  it('a trace that is not sampled costs nothing and still has its traceparent', async () => {
    const { spans, variables } = await collector();
    const env = { ...variables, OTEL_TRACES_SAMPLER: 'always_off' };
    const { printed } = await run(env, 'strategy', UUID);
    expect(printed).toBe(`00-${TRACE_ID}-${ROOT_SPAN_ID}-00`);
    expect(spans).toEqual([]);
  });

  it('that wants protobuf, the same spans come as that', async () => {
    const { requests, variables } = await collector();
    const env = { ...variables, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
    const { stderr } = await run(env, 'executor', UUID);
    expect(stderr).toBe('');
    const [all] = messagesIn(decodeRequest(requests[0] ?? Buffer.alloc(0)), 'resourceSpans');
    expect(messagesIn(all, 'resource', 'attributes')).toContainEqual({
      key: ['service.name'],
      value: [{ string: ['executor'] }],
    });
    expect(messagesIn(all, 'scopeSpans', 'scope')).toEqual([{ name: ['@orderonce/telemetry'] }]);
    const names = messagesIn(all, 'scopeSpans', 'spans').map(({ name }) => name?.[0]);
    expect(names).toEqual([
      'claim',
      'submit',
      'process orders.intents',
      'send orders.outcomes',
      'process orders.outcomes',
    ]);
  });

  it.each(['http/json', 'http/protobuf'])(
    'that refuses %s, the process goes on and its log says what was lost',
    async (protocol) => {
      const { variables } = await collector(400);
      const env = { ...variables, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      const { printed, stderr } = await run(env, 'strategy', UUID);
      expect(printed).toBe(`00-${TRACE_ID}-${ROOT_SPAN_ID}-01`);
      expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({
        level: 'warn',
        event: 'traces-lost',
      });
    },
  );
});

describe('without a collector', () => {
  it('the same ids are carried on, and nothing is recorded', async () => {
    const { printed, stderr } = await run({}, 'strategy', UUID);
    expect(printed).toBe(`00-${TRACE_ID}-${ROOT_SPAN_ID}-00`);
    expect(stderr).toBe('');
  });

  it.each([
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_TRACES_EXPORTER', 'none'],
  ])('is also what %s=%s asks for', async (name, value) => {
    const { spans, variables } = await collector();
    const { printed } = await run({ ...variables, [name]: value }, 'strategy', UUID);
    expect(printed).toBe(`00-${TRACE_ID}-${ROOT_SPAN_ID}-00`);
    expect(spans).toEqual([]);
  });
});
