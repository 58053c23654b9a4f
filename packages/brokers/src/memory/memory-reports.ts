import type { ExecutionReport } from '../broker-report.ts';
import { ReportQueue } from '../report-queue.ts';

/** What one report is made to meet on its way; `late`: it is told after the next one. */
export type ReportFault = 'none' | 'dropped' | 'repeated' | 'late';

/** The connections over which the venue in memory tells what happens. */
export class MemoryReports {
  readonly #queues = new Set<ReportQueue>();
  readonly #script: ReportFault[] = [];
  #late: ExecutionReport | null = null;

  script(...faults: ReportFault[]): void {
    this.#script.push(...faults);
  }

  tell(report: ExecutionReport): void {
    const fault = this.#queues.size === 0 ? undefined : this.#script.shift();
    if (fault === 'dropped') return;
    const late = this.#late;
    this.#late = fault === 'late' ? report : null;
    if (fault !== 'late') this.#push(report);
    if (fault === 'repeated') this.#push(report);
    if (late !== null) this.#push(late);
  }

  connect(signal: AbortSignal): ReportQueue {
    const queue = new ReportQueue();
    const stop = () => {
      this.#queues.delete(queue);
      queue.end({ kind: 'disconnected', why: 'stopped', text: 'as asked' });
    };
    this.#queues.add(queue);
    queue.push({ kind: 'connected' });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    return queue;
  }

  forget(queue: ReportQueue): void {
    this.#queues.delete(queue);
  }

  cut(text: string): void {
    for (const queue of this.#queues) queue.end({ kind: 'disconnected', why: 'lost', text });
    this.#queues.clear();
  }

  #push(report: ExecutionReport): void {
    for (const queue of this.#queues) queue.push(report);
  }
}
