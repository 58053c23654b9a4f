import type { OrderUuid } from '@orderonce/contracts';
import { readConfiguration } from '../configuration.ts';
import { createLogger } from '../logger.ts';
import type { OrderTracer } from '../order-tracer.ts';
import { telemetryVariablesSchema } from '../telemetry-variables.ts';
import { startTracing } from '../tracing.ts';

/** A process of the pipeline for tests: `node traced-process.ts strategy|executor <uuid> [traceparent]`. */

const [role, uuid, parent] = process.argv.slice(2);
const orderUuid = uuid as OrderUuid;

function strategy(tracer: OrderTracer): void {
  const root = tracer.start('send orders.intents', {
    orderUuid,
    root: true,
    kind: 'producer',
    startTimeMs: 1_780_000_000_000,
    attributes: { 'messaging.kafka.offset': 7, urgent: true },
  });
  process.stdout.write(`${root.traceparent}\n`);
  root.end();
}

function executor(tracer: OrderTracer): void {
  const work = tracer.start('process orders.intents', { orderUuid, kind: 'consumer', parent });
  const claim = tracer.start('claim', { orderUuid, kind: 'internal', within: work });
  claim.set({ 'order.claim': 'fresh' });
  claim.end();
  claim.end('a second end changes nothing');
  const submit = tracer.start('submit', { orderUuid, kind: 'client', within: work });
  submit.end('timed out');
  work.end();
  // As after a crash: whoever goes on knows the UUID alone.
  tracer.start('send orders.outcomes', { orderUuid, kind: 'producer' }).end();
  const stranger = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  tracer.start('process orders.outcomes', { orderUuid, kind: 'consumer', parent: stranger }).end();
}

const read = readConfiguration(telemetryVariablesSchema, process.env);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const log = createLogger({ name: 'traced', level: 'warn', destination: process.stderr });
const tracing = await startTracing(role ?? '', read.configuration, log);
(role === 'strategy' ? strategy : executor)(tracing.tracer);
await tracing.stop(2_000);
// As a service ends: what is not sent by now is lost.
process.exit();
