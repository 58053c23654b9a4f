import type { Evidence, HoldRecord, Resolution } from '@orderonce/contracts';
import type { HeldOrders } from '@orderonce/idempotency';
import { ATTRIBUTES, SPAN_NAMES, topicAttributes } from '@orderonce/telemetry';
import { takeIn } from '../intake/handle-record.ts';
import type { Intake } from '../intake/intake.ts';
import type { ExecutorOptions, ExecutorPorts } from '../ports.ts';

/** What an executor needs to act on a person's word: its own ports, and claims that can end a hold. */
export type ResolverPorts = ExecutorPorts & { readonly claims: HeldOrders };

/** One resolution of one held order on its way. */
export interface HeldWork {
  readonly intake: Intake & { readonly ports: ResolverPorts };
  readonly hold: HoldRecord;
  readonly resolution: Resolution;
  /** What the venue was asked on the way. */
  readonly evidence: Evidence[];
  readonly signal: AbortSignal;
}

/** The intent as the hold kept it, taken in as if it were delivered again, on no lane and in no hurry. */
export function takeInHeld(
  hold: HoldRecord,
  resolution: Resolution,
  within: {
    readonly ports: ResolverPorts;
    readonly options: ExecutorOptions;
    readonly signal: AbortSignal;
  },
): HeldWork {
  const { ports, options, signal } = within;
  // The log's time is not kept; the intent was made before it. A person says that the order is still wanted, so
  // its age is no reason not to send it.
  const { digest } = hold;
  const copy = {
    ...hold.position,
    logTimeMs: hold.intent.createdAtMs,
    ...(digest !== undefined && { digest }),
  };
  const ageless = { ...options, admission: { ...options.admission, maxIntentAgeMs: 0 } };
  const lane = { signal, waitWithoutSlot: <T>(wait: () => Promise<T>) => wait() };
  const span = ports.tracer.start(SPAN_NAMES.resolveHeld, {
    orderUuid: hold.intent.orderUuid,
    kind: 'consumer',
    attributes: () => ({
      ...topicAttributes(options.topics.control, options.kafka ?? {}),
      [ATTRIBUTES.clientOrderId]: hold.intent.clientOrderId,
    }),
  });
  span.keep('held');
  const intake = takeIn(hold.intent, copy, { ports, options: ageless, lane, span });
  return { intake: { ...intake, ports }, hold, resolution, evidence: [], signal };
}
