import type { Logger } from '@orderonce/telemetry';
import type { AccountPorts, Round } from './account-ports.ts';
import { Corrections } from './corrections.ts';
import { EndReports } from './end-reports.ts';
import { FillReports } from './fill-reports.ts';

/** One account's rounds of asking the venue what happened and publishing it. */
export class AccountReports {
  readonly #corrections: Corrections;
  readonly #fills: FillReports;
  readonly #ends: EndReports;

  constructor(ports: AccountPorts) {
    this.#corrections = new Corrections(ports);
    this.#fills = new FillReports(ports, this.#corrections);
    this.#ends = new EndReports(ports);
  }

  /**
   * The orders are looked at first and their ends told last, with the fills between:
   *
   *     look: cancelled, 5 filled → fills up to now (the 5 are among them) → publish: cancelled
   *
   * so that an end never overtakes a fill that came before it. An order that appears late is told before both.
   */
  async round(): Promise<Round> {
    const seen = await this.#ends.look();
    await this.#corrections.look();
    const fills = await this.#fills.report();
    if (fills.kind === 'away') return fills;
    await this.#ends.report(seen);
    return seen.round;
  }
}

export interface Polling {
  readonly accountId: string;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Resolves after this long, or at once when the signal is aborted. */
  sleep(durationMs: number): Promise<void>;
}

const LONGEST_PAUSE_MS = 10_000;

/**
 * Rounds, `pollMs` apart, until the signal is aborted. While the venue is away the pauses double up to 10 s; one
 * log line says that it went and one that it is back.
 */
export async function pollAccount(
  reports: Pick<AccountReports, 'round'>,
  { accountId, pollMs, signal, log, sleep }: Polling,
): Promise<void> {
  let pauseMs = pollMs;
  let isAway = false;
  while (!signal.aborted) {
    const round = await reports.round();
    if (round.kind === 'away') {
      if (!isAway) log.warn({ event: 'venue-away', accountId, reason: round.text });
      if (isAway) pauseMs = Math.max(pollMs, Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
    } else {
      if (isAway) log.info({ event: 'venue-back', accountId });
      pauseMs = pollMs;
    }
    isAway = round.kind === 'away';
    await sleep(pauseMs);
  }
}
