import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it comes in over OTLP/HTTP with JSON. */
interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly attributes: readonly { key: string; value: object }[];
  readonly links: readonly { traceId: string; spanId: string }[];
  readonly status: { code: number; message?: string };
}

interface Request {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<CollectedSpan, 'service'>[] }[];
  }[];
}

/** A collector on a free port of the loopback; `status` is what it answers. */
export async function startTraceCollector(status = 200) {
  const spans: CollectedSpan[] = [];
  const requests: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.headers['content-type'] !== 'application/json') {
      requests.push(body);
      response.writeHead(status).end();
      return;
    }
    const { resourceSpans } = JSON.parse(body.toString()) as Request;
    for (const { resource, scopeSpans } of resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name');
      const service = name?.value.stringValue ?? '';
      spans.push(...scopeSpans.flatMap((of) => of.spans.map((span) => ({ service, ...span }))));
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    spans,
    /** As they came, where they were not JSON. */
    requests,
    variables: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
