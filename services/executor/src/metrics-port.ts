import type { Evidence, ExecType, Intent, Resolution } from '@orderonce/contracts';

/** What happens on the way of an intent, as it is counted and timed. */
export interface ExecutorMetrics {
  /** A readable intent was taken in. */
  taken(kind: Intent['kind']): void;
  /** One more record is worked on, until the returned function is called. */
  atWork(): () => void;
  /** A record could not be taken. */
  refused(reason: string): void;
  /** A claim was answered, after so long. */
  claimed(answer: string, durationMs: number): void;
  /** The venue was called, and this is what its answer meant. */
  called(action: Evidence['action'], result: string, durationMs: number): void;
  /** The venue's rate limit made a request wait. */
  paced(durationMs: number): void;
  /** From now on nobody knows what became of an order, until the returned function is called. */
  doubtBegan(): () => void;
  denied(reason: string): void;
  held(reason: string): void;
  /** An intent has its verdict or its hold, so long after the log had it. */
  concluded(sinceLogMs: number): void;
  /** A person's word on a held order was carried out, or refused. */
  resolved(decision: Resolution['decision'], result: 'done' | 'refused'): void;
  /** An outcome was handed over for publishing. */
  outcome(execType: ExecType): void;
  /** Kafka has it, after so long. */
  published(durationMs: number): void;
}

const nothing = () => {};

/** Counts nothing. */
export const noExecutorMetrics: ExecutorMetrics = {
  taken: nothing,
  atWork: () => nothing,
  refused: nothing,
  claimed: nothing,
  called: nothing,
  paced: nothing,
  doubtBegan: () => nothing,
  denied: nothing,
  held: nothing,
  concluded: nothing,
  resolved: nothing,
  outcome: nothing,
  published: nothing,
};
