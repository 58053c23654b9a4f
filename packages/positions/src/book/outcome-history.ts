import type { Outcome } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';

/** An outcome as a reader of a position or an order wants to see it, and where the whole of it stands. */
export interface KeptOutcome
  extends Pick<
    Outcome,
    | 'outcomeId'
    | 'clientOrderId'
    | 'execType'
    | 'ordStatus'
    | 'source'
    | 'reason'
    | 'side'
    | 'quantity'
    | 'lastQty'
    | 'lastPx'
    | 'cumQty'
    | 'leavesQty'
    | 'brokerOrderId'
    | 'execId'
    | 'transactTimeMs'
  > {
  readonly record: RecordPosition;
}

export interface History {
  /** In the order of the log. */
  readonly outcomes: readonly KeptOutcome[];
  /** How many earlier ones were let go to bound memory. They are still on the log. */
  readonly droppedCount: number;
}

export interface HistoryLimits {
  readonly maxKeys: number;
  readonly maxOutcomesPerKey: number;
}

const EMPTY: History = { outcomes: [], droppedCount: 0 };

/**
 * The latest outcomes of each order or instrument. Memory is bounded: beyond the limits the oldest outcomes
 * of a key, and the keys that came first, are let go. Nothing that counts is decided from it.
 */
export class OutcomeHistory {
  readonly #limits: HistoryLimits;
  readonly #byKey = new Map<string, { outcomes: KeptOutcome[]; droppedCount: number }>();

  constructor(limits: HistoryLimits) {
    this.#limits = limits;
  }

  of(key: string): History {
    return this.#byKey.get(key) ?? EMPTY;
  }

  has(key: string, outcomeId: string): boolean {
    return this.of(key).outcomes.some((kept) => kept.outcomeId === outcomeId);
  }

  add(key: string, outcome: KeptOutcome): void {
    const history = this.#byKey.get(key) ?? this.#begin(key);
    history.outcomes.push(outcome);
    if (history.outcomes.length <= this.#limits.maxOutcomesPerKey) return;
    history.outcomes.shift();
    history.droppedCount += 1;
  }

  #begin(key: string) {
    if (this.#byKey.size >= this.#limits.maxKeys) {
      const [first] = this.#byKey.keys();
      if (first !== undefined) this.#byKey.delete(first);
    }
    const history = { outcomes: [], droppedCount: 0 };
    this.#byKey.set(key, history);
    return history;
  }
}

export function keptOutcome(outcome: Outcome, record: RecordPosition): KeptOutcome {
  const { outcomeId, clientOrderId, execType, ordStatus, source, reason, side, quantity } = outcome;
  const { lastQty, lastPx, cumQty, leavesQty, brokerOrderId, execId, transactTimeMs } = outcome;
  const { topic, partition, offset } = record;
  return {
    outcomeId,
    execType,
    ordStatus,
    source,
    cumQty,
    leavesQty,
    transactTimeMs,
    record: { topic, partition, offset },
    ...(clientOrderId !== undefined && { clientOrderId }),
    ...(reason !== undefined && { reason }),
    ...(side !== undefined && { side }),
    ...(quantity !== undefined && { quantity }),
    ...(lastQty !== undefined && { lastQty }),
    ...(lastPx !== undefined && { lastPx }),
    ...(brokerOrderId !== undefined && { brokerOrderId }),
    ...(execId !== undefined && { execId }),
  };
}
