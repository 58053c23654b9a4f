import {
  type Acknowledgement,
  type ControlRecord,
  encodeControl,
  type HoldRecord,
} from '@orderonce/contracts';
import type { OutgoingRecord } from '@orderonce/kafka';
import type { Clock } from '../ports.ts';

/** What this executor itself says on the control topic. */
export class ControlWriter {
  readonly executorId: string;
  readonly #topic: string;
  readonly #publish: (record: OutgoingRecord) => Promise<unknown>;
  readonly #clock: Pick<Clock, 'epochMs'>;

  constructor(options: {
    readonly executorId: string;
    readonly topic: string;
    readonly publish: (record: OutgoingRecord) => Promise<unknown>;
    readonly clock: Pick<Clock, 'epochMs'>;
  }) {
    this.executorId = options.executorId;
    this.#topic = options.topic;
    this.#publish = options.publish;
    this.#clock = options.clock;
  }

  acknowledge(
    changeId: string,
    answer: Pick<Acknowledgement, 'result' | 'text'>,
  ): Promise<unknown> {
    return this.#put(this.#acknowledgement(changeId, answer));
  }

  takeBackAcknowledgement(changeId: string): Promise<unknown> {
    return this.#end(this.#acknowledgement(changeId, { result: 'done', text: '' }));
  }

  /** Handed over in one go, so that they travel in one batch: both are on the log, or neither is. */
  async endHold(
    hold: HoldRecord,
    changeId: string,
    answer: Pick<Acknowledgement, 'result' | 'text'>,
  ): Promise<void> {
    await Promise.all([this.#end(hold), this.acknowledge(changeId, answer)]);
  }

  #acknowledgement(
    changeId: string,
    { result, text }: Pick<Acknowledgement, 'result' | 'text'>,
  ): Acknowledgement {
    return {
      schemaVersion: 1,
      kind: 'acknowledgement',
      executorId: this.executorId,
      acknowledges: changeId,
      result,
      text: text.slice(0, MAX_TEXT_LENGTH),
      atMs: this.#clock.epochMs(),
    };
  }

  #put(record: ControlRecord): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    return this.#publish({ topic: this.#topic, ...encodeControl(record), headers });
  }

  #end(record: ControlRecord): Promise<unknown> {
    return this.#publish({ topic: this.#topic, key: encodeControl(record).key, value: null });
  }
}

/** What the schema of acknowledgements takes. */
const MAX_TEXT_LENGTH = 1000;
