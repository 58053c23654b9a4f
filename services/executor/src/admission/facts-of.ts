import type { AdmissionFacts } from '@orderonce/decisions';
import type { Intake } from '../intake/intake.ts';

/** What the rules may look at, as of now. */
export function factsOf({ ports, options, subject, logTimeMs }: Intake): AdmissionFacts {
  return {
    isAccountKnown: ports.brokers.has(subject.intent.accountId),
    control: ports.control,
    nowMs: ports.clock.epochMs(),
    logTimeMs,
    settings: options.admission,
  };
}
