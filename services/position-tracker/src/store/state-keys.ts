/** Which of all states in one Redis: its deployment's topic prefix, and its own name. */
export interface StateId {
  readonly topicPrefix: string;
  readonly name: string;
}

/**
 * The keys of one partition's state. What stands in braces decides a cluster's slot, so all of them can be
 * changed by one script.
 */
export interface PartitionKeys {
  /** Hash: where the partition goes on, the state hash, the counts. */
  readonly progress: string;
  /** Hash: position records by instrument. */
  readonly positions: string;
  /** Hash: order records by order key. */
  readonly orders: string;
  /** Hash: the kept outcomes of orders, `<order key>/<number>`. */
  readonly outcomes: string;
  /** Hash: the kept outcomes that moved positions, `<instrument>/<number>`. */
  readonly moves: string;
  /** Sorted by text: the keys of orders that are open or in doubt. */
  readonly live: string;
  /** Sorted by when they were last heard of: the keys of all other orders. */
  readonly ended: string;
  /** Hash: strangers' order keys by the client order id that they gave. */
  readonly strangers: string;
  /** Stream: changes of positions, by offset. */
  readonly events: string;
}

export function partitionKeys(state: StateId, partition: number): PartitionKeys {
  const start = stateKey(state, `p${partition}`);
  return {
    progress: `${start}:progress`,
    positions: `${start}:positions`,
    orders: `${start}:orders`,
    outcomes: `${start}:outcomes`,
    moves: `${start}:moves`,
    live: `${start}:live`,
    ended: `${start}:ended`,
    strangers: `${start}:strangers`,
    events: `${start}:events`,
  };
}

/** The keys of what comparing with the venue finds, over all accounts. */
export interface BreakKeys {
  /** Hash: breaks by instrument. */
  readonly breaks: string;
  /** Hash: when each account was compared last, and what came of it. */
  readonly compared: string;
  /** Stream: breaks that began or ended. */
  readonly events: string;
}

export function breakKeys(state: StateId): BreakKeys {
  const start = stateKey(state, 'breaks');
  return {
    breaks: `${start}:standing`,
    compared: `${start}:compared`,
    events: `${start}:events`,
  };
}

function stateKey({ topicPrefix, name }: StateId, part: string): string {
  return `tracker:{${topicPrefix}${name}:${part}}`;
}
