import { type HoldRecord, partitionKey, type Resolution } from '@orderonce/contracts';
import type { UnansweredResolution } from '@orderonce/decisions';
import { partitionFor } from '@orderonce/kafka';
import type { Logger } from '@orderonce/telemetry';
import type { Clock } from '../ports.ts';
import type { ControlReading } from './control-reading.ts';
import type { ControlWriter } from './control-writer.ts';

/**
 * Carries out a resolution of an order that this executor's partitions hold. It may run again after any crash,
 * on any executor. A rejection, for instance because the signal was aborted, means: again later.
 */
export type ResolveHeld = (
  hold: HoldRecord,
  resolution: Resolution,
  signal: AbortSignal,
) => Promise<{
  /** `refused`: the order stays held. */
  readonly result: 'done' | 'refused';
  readonly text: string;
  /** A new hold of the order stands already, which must not be ended. */
  readonly isHeldAgain?: true;
}>;

export interface ResolutionOptions {
  readonly reading: ControlReading;
  readonly writer: ControlWriter;
  readonly resolve: ResolveHeld;
  readonly assignedPartitions: () => ReadonlySet<number>;
  readonly partitionCount: number;
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly log: Logger;
}

const RETRY_MS = 1000;

/** Hands what people decided about held orders to whoever owns the instrument, one after the other for each. */
export class ResolutionCarrier {
  readonly #options: ResolutionOptions;
  /** By instrument. */
  readonly #underWay = new Map<
    string,
    { readonly stop: AbortController; readonly end: Promise<void> }
  >();
  /** Changes that were answered here; the topic may not show it yet. */
  readonly #answered = new Set<string>();
  readonly #retryAtMs = new Map<string, number>();
  #isStopped = false;

  constructor(options: ResolutionOptions) {
    this.#options = options;
  }

  /** Begins what can be begun. To be called whenever the reading became current. */
  carryOn(): void {
    const { reading, clock } = this.#options;
    // Before a reading that is younger than the assignment, the owner before us may have answered already.
    if (this.#isStopped || !reading.isFresh) return;
    for (const pending of reading.state.unansweredResolutions()) {
      const { changeId } = pending.resolution;
      const instrument = instrumentOf(pending);
      if (this.#underWay.has(instrument) || this.#answered.has(changeId)) continue;
      if (!this.#isOurs(instrument)) continue;
      if (clock.monotonicMs() < (this.#retryAtMs.get(changeId) ?? -Infinity)) continue;
      this.#begin(instrument, pending);
    }
  }

  /** Stops the work on instruments that went to another executor. */
  noteAssigned(): void {
    for (const [instrument, { stop }] of this.#underWay)
      if (!this.#isOurs(instrument)) stop.abort();
  }

  /** Begins nothing more, and waits for what is under way up to `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    this.#isStopped = true;
    const works = [...this.#underWay.values()];
    for (const { stop } of works) stop.abort();
    if (works.length === 0) return;
    const over = new AbortController();
    const ends = Promise.all(works.map(({ end }) => end)).finally(() => over.abort());
    await Promise.race([ends, this.#options.clock.sleep(deadlineMs, over.signal)]);
  }

  #isOurs(instrument: string): boolean {
    const { assignedPartitions, partitionCount } = this.#options;
    return assignedPartitions().has(partitionFor(instrument, partitionCount));
  }

  #begin(instrument: string, pending: UnansweredResolution): void {
    const { log, clock } = this.#options;
    const { changeId, clientOrderId } = pending.resolution;
    const stop = new AbortController();
    const end = this.#answer(pending, stop.signal)
      .then(() => this.#retryAtMs.delete(changeId))
      .catch((err) => {
        this.#retryAtMs.set(changeId, clock.monotonicMs() + RETRY_MS);
        log.warn(
          { event: 'resolution-unfinished', clientOrderId, changeId, err },
          'a resolution of a held order is tried again later',
        );
      })
      .then(() => {
        this.#underWay.delete(instrument);
      });
    this.#underWay.set(instrument, { stop, end });
  }

  async #answer({ hold, resolution }: UnansweredResolution, signal: AbortSignal): Promise<void> {
    const { writer, resolve } = this.#options;
    const { changeId, symbol } = resolution;
    const refuse = (text: string) => writer.acknowledge(changeId, { result: 'refused', text });
    if (hold === null) await refuse('the order is not held: it never was, or that has ended');
    else if (hold.intent.symbol !== symbol)
      await refuse(`the order is held on ${hold.intent.symbol}, not on ${symbol}`);
    else {
      const { isHeldAgain, ...answer } = await resolve(hold, resolution, signal);
      if (answer.result === 'refused' || isHeldAgain) await writer.acknowledge(changeId, answer);
      else await writer.endHold(hold, changeId, answer);
    }
    this.#answered.add(changeId);
  }
}

/** A held order's own instrument, whatever the resolution says. */
function instrumentOf({ hold, resolution }: UnansweredResolution): string {
  const { accountId, symbol } = hold?.intent ?? resolution;
  return partitionKey(accountId, symbol);
}
