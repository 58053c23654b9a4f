import type { Lane } from './lanes.ts';
import type { IncomingRecord } from './ports.ts';
import type { Tenure } from './tenure.ts';

type WorkState =
  /** In its lane. */
  | 'queued'
  /** Its handler holds a slot. */
  | 'running'
  /** Its handler waits without a slot. */
  | 'waiting'
  /** Its handler returned; what it led to is not safe yet. */
  | 'handled'
  /** Its offset may be committed, by the tenure that delivered it. */
  | 'finished'
  /** Its handler stopped early because it was told to. */
  | 'given-up';

/** One delivered record on its way. */
export interface Work {
  readonly record: IncomingRecord;
  readonly lane: Lane;
  readonly tenure: Tenure;
  /** Of the tenure's watermark. */
  readonly ticket: number;
  readonly bytes: number;
  readonly group: string;
  state: WorkState;
  /** The same record, delivered before the last rebalance and begun then. */
  readonly earlier: Work | null;
  /** The same record, delivered again while this one was on its way. */
  successor: Work | null;
}

// What a record costs beside its key and value: objects, texts, its place in a queue.
const RECORD_OVERHEAD_BYTES = 500;

export function bytesOf({ key, value }: IncomingRecord): number {
  return RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
}
