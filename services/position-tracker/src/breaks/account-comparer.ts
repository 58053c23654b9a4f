import type { Broker } from '@orderonce/brokers';
import type { AccountId } from '@orderonce/contracts';
import type { StateReader } from '../read/state-reader.ts';
import type { BreakBoard, BreakChange } from './break-board.ts';
import { breaksOf, type Difference, differences } from './find-breaks.ts';

export interface ComparerOptions {
  readonly accountId: AccountId;
  readonly broker: Pick<Broker, 'positions'>;
  readonly reader: StateReader;
  readonly board: BreakBoard;
  readonly timeoutMs: number;
  /** Where each partition of the topic ends. */
  ends(): Promise<ReadonlyMap<number, string>>;
  nowMs(): number;
}

const NOTHING: BreakChange = { began: [], ended: [] };

/** Compares the positions of one account with the venue's, time after time. */
export class AccountComparer {
  readonly #options: ComparerOptions;
  #before: readonly Difference[] = [];

  constructor(options: ComparerOptions) {
    this.#options = options;
  }

  /** What was seen before does not count any more: another instance compared meanwhile, or nobody did. */
  forget(): void {
    this.#before = [];
  }

  /** Rejects when Kafka or Redis do not answer. */
  async compare(): Promise<BreakChange> {
    const { accountId, broker, reader, board, timeoutMs, ends, nowMs } = this.#options;
    const before = this.#before;
    this.forget();
    // The venue first: what it knows of has time to become an outcome before ours are read.
    const expected = await ends();
    const venue = await broker.positions({ timeoutMs });
    const atMs = nowMs();
    if (venue.kind === 'unknown') {
      await board.noteUncompared({ accountId, result: 'unanswered', atMs, text: venue.text });
      return NOTHING;
    }
    const progress = await reader.progress();
    const ours = (await reader.positions()).filter((record) => record.accountId === accountId);
    const isBehind = [...expected].some(
      ([partition, end]) => BigInt(progress[partition]?.nextOffset ?? 0) < BigInt(end),
    );
    if (isBehind) {
      await board.noteUncompared({ accountId, result: 'behind', atMs });
      return NOTHING;
    }
    const isVenueWhole = venue.unrecognised.length === 0;
    const now = differences({ ours, venue: venue.positions, isVenueWhole });
    const standing = (await board.breaks()).filter((each) => each.accountId === accountId);
    const found = breaksOf(now, before, new Set(standing.map(({ symbol }) => symbol)));
    this.#before = now;
    return board.replace(accountId, found, atMs);
  }
}
