import type { Intent } from '@orderonce/contracts';
import { createQuickIntentDecoder } from '@orderonce/contracts/quick';
import { type Refusal, readIntent } from '@orderonce/decisions';
import type { IncomingRecord } from '@orderonce/kafka';
import type { Lane } from './known-order.ts';

type Read =
  | { readonly ok: true; readonly intent: Intent; readonly lane: Lane }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads the intents of one partition as executors do, and finds the lane of each. */
export class IntentReading {
  readonly #decode = createQuickIntentDecoder();
  readonly #partitionCount: number;
  /** Keys that belong here, as they are written. */
  readonly #lanes = new Map<string, Lane>();

  constructor(partitionCount: number) {
    this.#partitionCount = partitionCount;
  }

  read(record: IncomingRecord): Read {
    const { key, partition, value } = record;
    const decoded = this.#decode(value);
    if (!decoded.ok) return { ok: false, refusal: decoded };
    const { intent } = decoded;
    const written = key?.toString('latin1') ?? '';
    const known = this.#lanes.get(written);
    if (known?.accountId === intent.accountId && known.symbol === intent.symbol)
      return { ok: true, intent, lane: known };
    const read = readIntent({ key, partition, value }, this.#partitionCount, () => decoded);
    if (!read.ok) return read;
    const { accountId, symbol } = intent;
    const lane = { accountId, symbol, lastAnswered: -1 };
    this.#lanes.set(written, lane);
    return { ok: true, intent, lane };
  }
}
