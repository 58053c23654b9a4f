interface Check {
  /** The number in the list of invariants that every part of the product keeps; null: of the topics themselves. */
  readonly invariant: number | null;
  readonly name: string;
  /** What is counted as checked. */
  readonly unit: string;
}

/** Everything that is verified, in the order in which it is told. */
export const CHECKS = {
  complete: { invariant: null, name: 'no record is missing', unit: 'records' },
  chain: { invariant: null, name: 'no outcome was changed, added or dropped', unit: 'outcomes' },
  readable: { invariant: null, name: 'every outcome can be read', unit: 'records' },
  place: { invariant: null, name: 'every record is where its key belongs', unit: 'records' },
  event: { invariant: null, name: 'every outcome is named by its event', unit: 'outcomes' },
  'one-order': { invariant: 1, name: 'at most one order at the venue', unit: 'orders' },
  verdict: { invariant: 2, name: 'one verdict, or a hold with its reason', unit: 'orders' },
  answers: { invariant: 2, name: 'every copy is answered', unit: 'copies' },
  'dead-letters': {
    invariant: 2,
    name: 'what cannot be read is set aside as it came',
    unit: 'letters',
  },
  held: { invariant: 2, name: 'holds end by what a person decided', unit: 'decisions' },
  fills: { invariant: 3, name: 'fills and ends add up', unit: 'orders' },
  payload: { invariant: 4, name: 'outcomes say what their intent asked for', unit: 'outcomes' },
  offsets: { invariant: 5, name: 'committed offsets wait for answers', unit: 'copies' },
  sequence: {
    invariant: 6,
    name: 'orders are taken in the order of their intents',
    unit: 'orders',
  },
  refusals: { invariant: 9, name: 'a no is proven', unit: 'verdicts' },
  'kill-switch': { invariant: 10, name: 'nothing is sent after a kill switch', unit: 'sends' },
  venue: { invariant: 3, name: "the venue's own orders, fills and positions agree", unit: 'facts' },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;
export const CHECK_NAMES = Object.keys(CHECKS) as readonly CheckName[];
