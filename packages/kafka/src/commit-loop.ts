import { errorText } from './kafka-failure.ts';
import type { CommitPlan, LaneEngine } from './lane-engine-port.ts';
import type { LogSink } from './log-sink.ts';
import type { Scheduler } from './scheduler.ts';

export interface CommitLoopOptions {
  readonly engine: Pick<LaneEngine, 'commitPlan' | 'committed'>;
  /** Sends the positions, in the very turn in which it is called; rejects when the log refused them. */
  readonly send: (positions: CommitPlan['positions']) => Promise<void>;
  readonly intervalMs: number;
  readonly scheduler: Scheduler;
  readonly log: LogSink;
}

/** Commits in the background: on a timer, one at a time, never backwards. */
export interface CommitLoop {
  /** Commits what is due, after the one on its way. */
  flush(): Promise<void>;
  stop(): void;
}

/**
 * The log does not check that whoever commits a partition owns it; it checks the member's generation. So a
 * plan is made and sent in one turn of the event loop, in which the generation cannot change:
 *
 *     plan for epoch 5 ──▶ rejoined, epoch 6 ──▶ sent with generation 6: another member's offset is rewound
 *
 * A refused commit is forgotten: what is due is in the next plan again.
 */
export function startCommitLoop(options: CommitLoopOptions): CommitLoop {
  const { engine, send, intervalMs, scheduler, log } = options;
  let onItsWay: Promise<void> | null = null;
  let cancelTimer = () => {};
  let isStopped = false;

  function commit(): Promise<void> {
    if (onItsWay) return onItsWay;
    const plan = engine.commitPlan();
    if (plan.positions.size === 0) return Promise.resolve();
    onItsWay = send(plan.positions)
      .then(() => engine.committed(plan))
      .catch((error: unknown) => {
        log('debug', 'a commit was refused, the next one repeats it', { error: errorText(error) });
      })
      .finally(() => {
        onItsWay = null;
      });
    return onItsWay;
  }

  async function flush() {
    await onItsWay;
    // A new turn: the answers to a commit and to a join can arrive in the same one, and between them the
    // generation is already the new one while the plan is still the old.
    await new Promise<void>((resolve) => scheduler.after(0, resolve));
    await commit();
  }

  function schedule() {
    cancelTimer = scheduler.after(intervalMs, () => {
      void commit();
      if (!isStopped) schedule();
    });
  }
  schedule();

  return {
    flush,
    stop() {
      isStopped = true;
      cancelTimer();
    },
  };
}
