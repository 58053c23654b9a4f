import type { Subject } from '@orderonce/decisions';
import type { ClaimRequest } from '@orderonce/idempotency';
import type { LaneContext } from '@orderonce/kafka';
import type { WorkSpan } from '@orderonce/telemetry';
import type { ExecutorOptions, ExecutorPorts } from '../ports.ts';

/** One readable copy of an intent on its way through the executor. */
export interface Intake {
  readonly ports: ExecutorPorts;
  readonly options: ExecutorOptions;
  readonly lane: LaneContext;
  readonly subject: Subject;
  /** The log's time of this copy, epoch milliseconds. */
  readonly logTimeMs: number;
  readonly claimRequest: ClaimRequest;
  /** The span of the whole handling; it ends when the offset may be committed. */
  readonly span: WorkSpan;
}
