import { type Broker, urlOf, type VenueCallName, type VenueWire } from '@orderonce/brokers';
import type { Evidence } from '@orderonce/contracts';
import { ATTRIBUTES, SPAN_NAMES, type SpanAttributes, type WorkSpan } from '@orderonce/telemetry';
import type { Intake } from './intake/intake.ts';

/** What every answer to a call about one order has. */
export interface VenueAnswer {
  readonly kind: string;
  readonly evidence: Evidence;
}

export interface VenueCall<Answer extends VenueAnswer> {
  readonly name: VenueCallName;
  /** The id that the call names. */
  readonly id: string;
  readonly send: () => Promise<Answer>;
}

/** What the same attempt sent before. */
export interface EarlierSends {
  readonly last: WorkSpan;
  readonly count: number;
}

const STATUS = /^http (\d{3})/;
const FAILURES = new Set(['unknown', 'rejected', 'rate-limited', 'not-sent']);

/** Calls the venue once: a span of the order's trace, and a time among the metrics. */
export async function callVenue<Answer extends VenueAnswer>(
  { ports, subject, span: work }: Pick<Intake, 'ports' | 'subject' | 'span'>,
  { wire }: Pick<Broker, 'wire'>,
  { name, id, send }: VenueCall<Answer>,
  earlier?: EarlierSends,
): Promise<{ readonly answer: Answer; readonly span: WorkSpan }> {
  const beganMs = ports.clock.monotonicMs();
  const span = ports.tracer.start(spanName(wire, name), {
    orderUuid: subject.intent.orderUuid,
    within: work,
    kind: 'client',
    attributes: () => ({
      ...requestAttributes(wire, name, id),
      ...(earlier && { [ATTRIBUTES.httpRequestResendCount]: earlier.count }),
    }),
    ...(earlier && { links: [{ to: earlier.last, why: 'retry' }] }),
  });
  const answer = await send();
  const { action, result } = answer.evidence;
  ports.metrics.called(action, answer.kind, ports.clock.monotonicMs() - beganMs);
  const status = STATUS.exec(result)?.[1];
  const isFailure = FAILURES.has(answer.kind);
  span.set({
    [ATTRIBUTES.submitResult]: answer.kind,
    ...(status !== undefined && { [ATTRIBUTES.httpResponseStatusCode]: Number(status) }),
    ...(isFailure && { [ATTRIBUTES.errorType]: status ?? answer.kind }),
  });
  // What a status code says already is not said in words.
  if (isFailure) span.end(status === undefined ? result : '');
  else span.end();
  return { answer, span };
}

function spanName(wire: VenueWire | undefined, name: VenueCallName): string {
  if (wire === undefined) return SPAN_NAMES.submit;
  const { method, template } = wire.calls[name];
  return `${method} ${template}`;
}

function requestAttributes(
  wire: VenueWire | undefined,
  name: VenueCallName,
  id: string,
): SpanAttributes {
  if (wire === undefined) return {};
  const { method, template } = wire.calls[name];
  return {
    [ATTRIBUTES.httpRequestMethod]: method,
    [ATTRIBUTES.urlTemplate]: template,
    [ATTRIBUTES.urlFull]: urlOf(wire, name, id),
    [ATTRIBUTES.serverAddress]: wire.address,
    [ATTRIBUTES.serverPort]: wire.port,
  };
}
