import type { Broker, ExecutionReport } from '@orderonce/brokers';
import type { Logger } from '@orderonce/telemetry';
import type { PollTiming } from './poll-timing.ts';

export interface StreamFollowing {
  readonly accountId: string;
  readonly timing: Pick<PollTiming, 'streaming' | 'gap'>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Resolves after this long, or at once when the signal is aborted; never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** What takes the reports of one account. */
export interface ReportTaker {
  take(report: ExecutionReport): boolean;
  doubt(brokerOrderId: string): void;
}

const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** Wrong keys do not become right soon, and knocking too often has an account locked out. */
const UNAUTHORIZED_PAUSE_MS = 60_000;
const MAX_SHAPES = 1_000;

/**
 * Follows what the venue tells of its own accord, over one connection after the other, until the signal is aborted.
 * Pauses between connections double up to 10 s, until one of them tells something.
 */
export async function followStream(
  broker: Pick<Broker, 'reports'>,
  taker: ReportTaker,
  { accountId, timing, log, signal, sleep }: StreamFollowing,
): Promise<void> {
  const shapes = new Set<string>();
  let pauseMs = SHORTEST_PAUSE_MS;
  let isLostToldOf = false;
  while (!signal.aborted) {
    for await (const report of broker.reports(signal)) {
      switch (report.kind) {
        case 'connected':
          log.info({ event: 'stream-connected', accountId });
          timing.streaming(true);
          isLostToldOf = false;
          break;
        case 'report':
          pauseMs = SHORTEST_PAUSE_MS;
          if (!taker.take(report)) timing.gap();
          break;
        case 'unrecognised':
          if (!shapes.has(report.text) && shapes.size < MAX_SHAPES)
            log.warn({ event: 'unrecognised-report', accountId, shape: report.text });
          shapes.add(report.text);
          if (report.brokerOrderId !== undefined) taker.doubt(report.brokerOrderId);
          timing.gap();
          break;
        case 'disconnected':
          timing.streaming(false);
          if (report.why === 'unauthorized') pauseMs = UNAUTHORIZED_PAUSE_MS;
          if (report.why !== 'stopped' && !isLostToldOf) {
            isLostToldOf = true;
            log.warn({ event: 'stream-lost', accountId, why: report.why, reason: report.text });
          }
      }
    }
    if (signal.aborted) break;
    await sleep(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
