import type { Logger } from '@orderonce/telemetry';
import type { Round } from './account-ports.ts';
import type { PollTiming } from './poll-timing.ts';

export interface Polling {
  readonly accountId: string;
  readonly timing: PollTiming;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Hears of each round that the venue answered. */
  onRound(): void;
}

const LONGEST_PAUSE_MS = 10_000;

/**
 * Rounds until the signal is aborted, as far apart as `timing` says. While the venue is away the pauses double up to
 * 10 s; one log line says that it went and one that it is back.
 */
export async function pollAccount(
  reports: { round(): Promise<Round> },
  { accountId, timing, signal, log, onRound }: Polling,
): Promise<void> {
  let awayPauseMs: number | null = null;
  while (!signal.aborted) {
    const round = await reports.round();
    if (signal.aborted) return;
    if (round.kind === 'away') {
      if (awayPauseMs === null) log.warn({ event: 'venue-away', accountId, reason: round.text });
      const pauseMs: number =
        awayPauseMs === null ? 0 : Math.min(awayPauseMs * 2, LONGEST_PAUSE_MS);
      awayPauseMs = Math.max(timing.quickMs, pauseMs);
    } else {
      if (awayPauseMs !== null) log.info({ event: 'venue-back', accountId });
      awayPauseMs = null;
      onRound();
    }
    await timing.pause(
      awayPauseMs ?? (round.kind === 'done' && round.isBehind ? 'quick' : 'usual'),
    );
  }
}
