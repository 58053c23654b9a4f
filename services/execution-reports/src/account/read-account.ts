import type { AccountPorts } from './account-ports.ts';
import { AccountReports } from './account-reports.ts';
import { followStream } from './follow-stream.ts';
import { pollAccount } from './poll-account.ts';
import { PollTiming } from './poll-timing.ts';

export interface ReadAccountOptions {
  /** From one round of questions to the next where the venue's reports do not come. */
  readonly pollMs: number;
  /** The same where they do. */
  readonly streamingPollMs: number;
  /** Resolves after this long, or at once when the signal is aborted; never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /** Hears that the venue's reports come, or come no more, and of each round that the venue answered. */
  onStreaming(isStreaming: boolean): void;
  onRound(): void;
}

/**
 * Tells all that happens on one account until `ports.signal` is aborted: by the venue's own reports as soon as they
 * come, and by asking, at once after each new connection and then as often as is needed.
 */
export async function readAccount(
  ports: AccountPorts,
  { pollMs, streamingPollMs, sleep, onStreaming, onRound }: ReadAccountOptions,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([ports.signal, failed.signal]);
  const { accountId, log, clock } = ports;
  const reports = new AccountReports({ ...ports, signal });
  const timing = new PollTiming({
    ...{ quickMs: pollMs, slowMs: streamingPollMs, sleep, signal },
    monotonicMs: () => clock.monotonicMs(),
    onStreaming,
  });
  ports.orders.onNews(() => timing.gap());
  try {
    await Promise.all([
      followStream(ports.broker, reports, { accountId, timing, log, signal, sleep }),
      pollAccount(reports, { accountId, timing, log, signal, onRound }),
    ]);
  } finally {
    failed.abort();
  }
}
