import { hash } from 'node:crypto';
import { type Intent, partitionKey, recordDigest } from '@orderonce/contracts';
import { createQuickIntentDecoder, quickPayloadHash } from '@orderonce/contracts/quick';
import { type IncomingRecord, partitionFor } from '@orderonce/kafka';
import type { IntentCopy, OrderFile } from '../order-file.ts';
import { detached } from '../quick/detached.ts';
import type { PartitionScope } from '../scope.ts';
import { askedText } from './body-text.ts';

/** A record of the intents topic that no executor may take. */
export interface RefusedCopy {
  readonly partition: number;
  readonly offset: string;
  readonly logTimeMs: number;
  readonly sha256: string;
  /** `recordDigest` of its record. */
  readonly digest: string;
  /** Where it can be read: then its sender is told. */
  readonly clientOrderId: string | undefined;
  readonly reason: string;
}

/** What stands at an offset: a copy, what was refused, nothing that is judged, or no place that is read. */
export type AtOffset =
  | { readonly kind: 'copy'; readonly copy: IntentCopy }
  | { readonly kind: 'refused'; readonly refused: RefusedCopy }
  | { readonly kind: 'other' | 'before' | 'beyond' };

type Kept = IntentCopy | RefusedCopy | null;

const OTHER: AtOffset = { kind: 'other' };
const BEFORE: AtOffset = { kind: 'before' };
const BEYOND: AtOffset = { kind: 'beyond' };

/** The intents of one partition by their offsets. */
export class IntentLog {
  readonly #decode = createQuickIntentDecoder();
  readonly #scope: PartitionScope;
  readonly #base: number;
  readonly #kept: Kept[] = [];
  /** Keys that belong here, as they are written, and whose they are. */
  readonly #keys = new Map<string, Pick<Intent, 'accountId' | 'symbol'>>();
  readonly #fileOf: (intent: Intent) => OrderFile;

  constructor(scope: PartitionScope, fileOf: (intent: Intent) => OrderFile) {
    this.#scope = scope;
    this.#base = Number(scope.intents.begin);
    this.#fileOf = fileOf;
  }

  /** Null: no record that is judged. */
  take(record: IncomingRecord): Kept {
    const kept = this.#read(record);
    this.#kept[Number(record.offset) - this.#base] = kept;
    return kept;
  }

  at(offset: number): AtOffset {
    if (offset < this.#base) return BEFORE;
    if (offset >= Number(this.#scope.intents.end)) return BEYOND;
    const kept = this.#kept[offset - this.#base];
    if (kept === undefined || kept === null) return OTHER;
    return 'order' in kept ? { kind: 'copy', copy: kept } : { kind: 'refused', refused: kept };
  }

  #read(record: IncomingRecord): Kept {
    const decoded = this.#decode(record.value);
    const { filter } = this.#scope;
    if (!decoded.ok) {
      const { accountId, symbol, strategyId, clientOrderId } = decoded.readable;
      if (!isWanted(filter, { accountId, symbol, strategyId })) return null;
      return refusedCopy(record, decoded.reason, clientOrderId);
    }
    const { intent } = decoded;
    if (!isWanted(filter, intent)) return null;
    if (!this.#isPlaced(record, intent))
      return refusedCopy(record, 'WRONG_PARTITION', intent.clientOrderId);
    return {
      order: this.#fileOf(intent),
      offset: Number(record.offset),
      logTimeMs: record.logTimeMs,
      kind: intent.kind,
      payloadHash: quickPayloadHash(intent),
      digest: detached(recordDigest(record)),
      orderUuid: detached(intent.orderUuid),
      createdAtMs: intent.createdAtMs,
      origClientOrderId:
        'origClientOrderId' in intent ? detached(intent.origClientOrderId) : undefined,
      body: detached(askedText(intent)),
      isAnswered: false,
      isRefused: false,
    };
  }

  #isPlaced({ key, partition }: IncomingRecord, { accountId, symbol }: Intent): boolean {
    const written = key?.toString('latin1') ?? '';
    const known = this.#keys.get(written);
    if (known?.accountId === accountId && known.symbol === symbol) return true;
    const isPlaced =
      written === partitionKey(accountId, symbol) &&
      partitionFor(written, this.#scope.partitionCount) === partition;
    if (isPlaced) this.#keys.set(written, { accountId, symbol });
    return isPlaced;
  }
}

/** What cannot be read may be anybody's. */
function isWanted(
  filter: PartitionScope['filter'],
  whose: {
    accountId?: string | undefined;
    symbol?: string | undefined;
    strategyId?: string | undefined;
  },
): boolean {
  const fits = (wanted: string | undefined, is: string | undefined) =>
    wanted === undefined || wanted === is;
  return (
    fits(filter.accountId, whose.accountId) &&
    fits(filter.symbol, whose.symbol) &&
    fits(filter.strategyId, whose.strategyId)
  );
}

function refusedCopy(
  record: IncomingRecord,
  reason: string,
  clientOrderId: string | undefined,
): RefusedCopy {
  const { partition, offset, logTimeMs, value } = record;
  const sha256 = hash('sha256', value ?? '');
  const digest = recordDigest(record);
  return { partition, offset, logTimeMs, sha256, digest, clientOrderId, reason };
}
