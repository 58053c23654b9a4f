import type { BrokerReport } from './broker-report.ts';

/** What waits for its reader at most: a reader that is further behind catches up faster by polling. */
const MAX_WAITING = 10_000;

type Disconnected = Extract<BrokerReport, { readonly kind: 'disconnected' }>;

/** Between a connection, which does not wait, and the one reader of its reports. */
export class ReportQueue {
  readonly #waiting: BrokerReport[] = [];
  #hasEnded = false;
  #wake = () => {};

  push(report: BrokerReport): void {
    if (this.#hasEnded) return;
    if (this.#waiting.length === MAX_WAITING) {
      const text = `the reader is ${MAX_WAITING} reports behind`;
      this.end({ kind: 'disconnected', why: 'lost', text });
      return;
    }
    this.#waiting.push(report);
    this.#wake();
  }

  /** The last report; what waits before it is still given out. Only the first end counts. */
  end(report: Disconnected): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#waiting.push(report);
    this.#wake();
  }

  async *read(): AsyncGenerator<BrokerReport, void, undefined> {
    for (;;) {
      const report = this.#waiting.shift();
      if (report !== undefined) {
        yield report;
        if (report.kind === 'disconnected') return;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
