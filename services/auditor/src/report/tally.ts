import {
  add,
  type Decimal,
  multiply,
  type Outcome,
  type ReasonCode,
  ZERO,
} from '@orderonce/contracts';
import { LatencySpread, type Spread } from './latency-spread.ts';

/** What stands on the topics of one strategy, session or account. */
export interface TallyFigures {
  /** Readable records of the intents topic. */
  readonly intents: number;
  /** Those of them that are another copy of an intent. */
  readonly copies: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly denied: number;
  readonly deniedBy: Readonly<Partial<Record<ReasonCode, number>>>;
  readonly held: number;
  readonly refused: number;
  /** Copies that executors answered without a call to the venue. */
  readonly duplicates: number;
  readonly fills: number;
  /** The sum of quantity times price of the fills. */
  readonly notional: Decimal;
  /** Fills whose price nobody told; they add nothing to the notional. */
  readonly unpricedFills: number;
  /** From the strategy's `createdAtMs` to the verdict, by the executor's clock. */
  readonly createdToVerdict: Spread | null;
  /** From the intent's to the verdict's time on the log, by the log's clock. */
  readonly loggedToVerdict: Spread | null;
  /** One submit or replace at the venue. */
  readonly submit: Spread | null;
}

/** Counts what it is told; to be told each outcome once. */
export class Tally {
  #intents = 0;
  #copies = 0;
  #fills = 0;
  #unpricedFills = 0;
  #notional: Decimal = ZERO;
  readonly #outcomes = new Map<Outcome['execType'], number>();
  readonly #denied = new Map<ReasonCode, number>();
  readonly #created = new LatencySpread();
  readonly #logged = new LatencySpread();
  readonly #submit = new LatencySpread();

  intent(isCopy: boolean): void {
    this.#intents += 1;
    if (isCopy) this.#copies += 1;
  }

  /** @param sinceLoggedMs from its intent's time on the log to its own; undefined where the intent is not at hand */
  outcome(outcome: Outcome, sinceLoggedMs: number | undefined): void {
    const { execType, reason, evidence } = outcome;
    this.#outcomes.set(execType, this.#of(execType) + 1);
    for (const { action, latencyMs } of evidence ?? [])
      if (latencyMs !== undefined && (action === 'submit' || action === 'replace'))
        this.#submit.add(latencyMs);
    switch (execType) {
      case 'DENIED':
        if (reason) this.#denied.set(reason.code, (this.#denied.get(reason.code) ?? 0) + 1);
        this.#time(outcome, sinceLoggedMs);
        break;
      case 'ACCEPTED':
      case 'REJECTED':
        this.#time(outcome, sinceLoggedMs);
        break;
      case 'TRADE':
        this.#fill(outcome);
    }
  }

  figures(): TallyFigures {
    return {
      intents: this.#intents,
      copies: this.#copies,
      accepted: this.#of('ACCEPTED'),
      rejected: this.#of('REJECTED'),
      denied: this.#of('DENIED'),
      deniedBy: Object.fromEntries(this.#denied),
      held: this.#of('HELD'),
      refused: this.#of('REFUSED'),
      duplicates: this.#of('DUPLICATE'),
      fills: this.#fills,
      notional: this.#notional,
      unpricedFills: this.#unpricedFills,
      createdToVerdict: this.#created.spread(),
      loggedToVerdict: this.#logged.spread(),
      submit: this.#submit.spread(),
    };
  }

  #of(execType: Outcome['execType']): number {
    return this.#outcomes.get(execType) ?? 0;
  }

  #time({ transactTimeMs, intent }: Outcome, sinceLoggedMs: number | undefined): void {
    if (intent?.createdAtMs !== undefined) this.#created.add(transactTimeMs - intent.createdAtMs);
    if (sinceLoggedMs !== undefined) this.#logged.add(sinceLoggedMs);
  }

  #fill({ lastQty, lastPx }: Outcome): void {
    this.#fills += 1;
    if (lastQty === undefined || lastPx === undefined) this.#unpricedFills += 1;
    else this.#notional = add(this.#notional, multiply(lastQty, lastPx));
  }
}
