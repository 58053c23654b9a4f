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

/** A call on its way: for its span among the order's, and its time among the metrics. */
export interface CallUnderWay {
  readonly span: WorkSpan;
  readonly beganMs: number;
}

type Caller = Pick<Intake, 'ports' | 'subject' | 'span'>;

/** Calls the venue once: a span of the order's trace, and a time among the metrics. */
export async function callVenue<Answer extends VenueAnswer>(
  caller: Caller,
  broker: Pick<Broker, 'wire'>,
  call: VenueCall<Answer>,
): Promise<Answer> {
  const underWay = beginCall(caller, broker, call);
  const answer = await call.send();
  endCall(caller, underWay, answer);
  return answer;
}

/** The two ends of {@link callVenue}, for who waits for the answer itself: each order at the venue waits there. */
export function beginCall(
  { ports, subject, span: work }: Caller,
  { wire }: Pick<Broker, 'wire'>,
  { name, id }: Pick<VenueCall<VenueAnswer>, 'name' | 'id'>,
  earlier?: EarlierSends,
): CallUnderWay {
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
  return { span, beganMs };
}

export function endCall(
  { ports }: Pick<Caller, 'ports'>,
  { span, beganMs }: CallUnderWay,
  { kind, evidence: { action, result } }: VenueAnswer,
): void {
  ports.metrics.called(action, kind, ports.clock.monotonicMs() - beganMs);
  const status = STATUS.exec(result)?.[1];
  const isFailure = FAILURES.has(kind);
  span.set({
    [ATTRIBUTES.submitResult]: kind,
    ...(status !== undefined && { [ATTRIBUTES.httpResponseStatusCode]: Number(status) }),
    ...(isFailure && { [ATTRIBUTES.errorType]: status ?? kind }),
  });
  // What a status code says already is not said in words.
  if (isFailure) span.end(status === undefined ? result : '');
  else span.end();
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
