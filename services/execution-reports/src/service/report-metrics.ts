import type { AccountId } from '@orderonce/contracts';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Report } from '../reports/fill-outcome.ts';

/** What is known of one account's reading. */
export interface ReadingState {
  readonly accountId: AccountId;
  readonly isReader: boolean;
  readonly isStreaming: boolean;
  /** Since the venue last answered a whole round; null: it never did in this turn. */
  readonly pollAgeMs: number | null;
}

export interface ReportMetrics {
  readonly registry: Registry;
  /** Kafka has an outcome now. */
  told(outcome: Report): void;
}

/** From a frame that came at once to a fill that was found by looking. */
const DELAY_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The metrics of the execution reports: what was told, and how well each account is read. */
export function createReportMetrics(
  states: () => readonly ReadingState[],
  epochMs: () => number = Date.now,
): ReportMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const reports = new Counter({
    name: 'orderonce_execution_reports_total',
    help: 'Outcomes published, by exec type',
    labelNames: ['exec_type'],
    registers,
  });
  const delay = new Histogram({
    name: 'orderonce_execution_report_delay_seconds',
    help: 'From the venue’s time of a fill to its outcome on the log',
    buckets: DELAY_SECONDS,
    registers,
  });
  const gauge = (name: string, help: string, measure: (state: ReadingState) => number | null) => {
    new Gauge({
      ...{ name, help, registers, labelNames: ['account_id'] },
      collect() {
        // An account that is read elsewhere has no age here, and the last value must not stay.
        this.reset();
        for (const state of states()) {
          const value = measure(state);
          if (value !== null) this.set({ account_id: state.accountId }, value);
        }
      },
    });
  };
  gauge(
    'orderonce_execution_reports_reader',
    '1: this process reads the account, 0: it waits',
    ({ isReader }) => Number(isReader),
  );
  gauge(
    'orderonce_execution_reports_stream_connected',
    '1: the venue tells this process what happens on the account',
    ({ isStreaming }) => Number(isStreaming),
  );
  gauge(
    'orderonce_execution_reports_poll_age_seconds',
    'Since the venue last answered what it was asked about the account',
    ({ pollAgeMs }) => (pollAgeMs === null ? null : pollAgeMs / 1_000),
  );
  return {
    registry,
    told({ execType, transactTimeMs }) {
      reports.inc({ exec_type: execType });
      // The venue's clock is another machine's.
      if (execType === 'TRADE') delay.observe(Math.max(0, epochMs() - transactTimeMs) / 1000);
    },
  };
}
