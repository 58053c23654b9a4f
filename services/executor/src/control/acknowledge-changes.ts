import { type Acknowledgement, scopeText } from '@orderonce/contracts';
import type { Change } from '@orderonce/decisions';
import type { ControlReading } from './control-reading.ts';
import type { ControlWriter } from './control-writer.ts';

type Answer = Pick<Acknowledgement, 'result' | 'text'>;

/** Says on the control topic, once for each change, that this executor acts by it. */
export class ChangeAcknowledger {
  readonly #reading: ControlReading;
  readonly #writer: ControlWriter;
  readonly #taken = new Set<string>();
  readonly #said = new Set<string>();
  #isOver = false;

  constructor(reading: ControlReading, writer: ControlWriter) {
    this.#reading = reading;
    this.#writer = writer;
  }

  /** To be called when the change was applied and before anything else was. */
  async acknowledge(change: Change): Promise<void> {
    const { changeId } = change;
    if (this.#taken.has(changeId)) return;
    this.#taken.add(changeId);
    const isSaid = this.#reading.state.hasAcknowledged(this.#writer.executorId, changeId);
    const answer = isSaid ? null : await this.#answerTo(change);
    if (this.#isOver) return;
    this.#said.add(changeId);
    if (answer !== null) await this.#writer.acknowledge(changeId, answer);
  }

  /**
   * Takes back what this executor said. An executor that stops acts by nothing any more, and each process has
   * an id of its own, so its words would stay on a compacted topic for ever.
   */
  takeBack(): void {
    this.#isOver = true;
    for (const changeId of this.#said)
      this.#writer.takeBackAcknowledgement(changeId).catch(() => {
        // The log is away: they stay, and name an executor that nobody waits for.
      });
  }

  /**
   * ```
   * send begins ────────────── the venue's answer
   *        kill switch applied      └─ acknowledged: nothing of its scope is on its way any more
   * ```
   */
  async #answerTo(change: Change): Promise<Answer> {
    const scope = scopeText(change.scope);
    switch (change.kind) {
      case 'kill-switch':
        await this.#reading.sendsUnderWay(change.scope);
        return { result: 'done', text: `nothing in ${scope} is sent any more` };
      case 'resume':
        return this.#reading.state.hasResumed(change)
          ? { result: 'done', text: `the kill switch of ${scope} is off` }
          : {
              result: 'refused',
              text: `it does not name the kill switch of ${scope} that stands and its request to resume`,
            };
      case 'limits':
        return { result: 'done', text: `the limits of ${scope} hold` };
    }
  }
}
