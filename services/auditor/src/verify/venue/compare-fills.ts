import type { BrokerFill } from '@orderonce/brokers';
import { canonical, type Decimal, type TopicNames } from '@orderonce/contracts';
import type { Findings, RecordPlace } from '../findings.ts';
import { placeOf } from './compare-orders.ts';
import type { ToldBook } from './told-book.ts';

/** One fill as it was told: a trade of ours, or a stranger's. */
export interface ToldFill {
  readonly brokerOrderId: string;
  readonly clientOrderId: string | undefined;
  readonly cumQty: Decimal;
  readonly lastQty: Decimal | undefined;
  readonly lastPx: Decimal | undefined;
  readonly record: RecordPlace;
}

/** All fills that an account's outcomes tell, each once. */
export function toldFills(
  books: readonly ToldBook[],
  accountId: string,
  { outcomes }: TopicNames,
): ReadonlyMap<string, ToldFill> {
  const told = new Map<string, ToldFill>();
  const note = (fill: ToldFill) => told.set(nameOf(fill), fill);
  for (const { partition, orders, externals } of books) {
    for (const { trades, clientOrderId, accountId: of } of orders)
      for (const { offset, brokerOrderId = '', cumQty, lastQty, lastPx } of trades)
        if (of === accountId) {
          const record = placeOf(outcomes, partition, offset);
          note({ brokerOrderId, clientOrderId, cumQty, lastQty, lastPx, record });
        }
    for (const { accountId: of, brokerOrderId = '', cumQty, lastQty, offset } of externals)
      if (of === accountId) {
        const record = placeOf(outcomes, partition, offset);
        note({
          brokerOrderId,
          cumQty,
          lastQty,
          record,
          clientOrderId: undefined,
          lastPx: undefined,
        });
      }
  }
  return told;
}

/** What the venue lists as filled and what was told are the same fills. */
export class FillComparison {
  readonly #told: ReadonlyMap<string, ToldFill>;
  readonly #findings: Findings;
  /** Untold fills may be of orders that are not judged. */
  readonly #isAllJudged: boolean;
  readonly #seen = new Set<string>();
  /** A fill that may still be told: positions cannot be compared. */
  hasYoung = false;

  constructor(told: ReadonlyMap<string, ToldFill>, findings: Findings, isAllJudged: boolean) {
    this.#told = told;
    this.#findings = findings;
    this.#isAllJudged = isAllJudged;
  }

  see(fill: BrokerFill, settledUntilMs: number): void {
    this.#findings.checked('venue');
    const name = nameOf(fill);
    this.#seen.add(name);
    const told = this.#told.get(name);
    if (told !== undefined) this.#isSame(fill, told);
    else if (this.#isAllJudged) {
      this.hasYoung ||= fill.transactTimeMs > settledUntilMs;
      this.#findings.add({
        check: 'venue',
        records: [],
        expected: `an outcome of the fill ${fill.lastQty} at ${fill.lastPx} of broker order ${name}`,
        found: 'none',
        sinceMs: fill.transactTimeMs,
      });
    }
  }

  /** To be called when all fills were seen. */
  close(): void {
    for (const [name, { record, clientOrderId }] of this.#told)
      if (!this.#seen.has(name))
        this.#findings.add({
          check: 'venue',
          ...(clientOrderId !== undefined && { clientOrderId }),
          records: [record],
          expected: `the fill of broker order ${name} at the venue`,
          found: 'the venue lists none',
        });
  }

  #isSame(fill: BrokerFill, told: ToldFill): void {
    const amount = (value: Decimal | undefined) => (value === undefined ? '?' : canonical(value));
    const tell = (one: Pick<BrokerFill, 'lastQty'> & { readonly lastPx?: Decimal | undefined }) =>
      told.lastPx === undefined
        ? amount(one.lastQty)
        : `${amount(one.lastQty)} at ${amount(one.lastPx)}`;
    const expected = told.lastQty === undefined ? '?' : tell({ ...told, lastQty: told.lastQty });
    if (expected === tell(fill)) return;
    this.#findings.add({
      check: 'venue',
      ...(told.clientOrderId !== undefined && { clientOrderId: told.clientOrderId }),
      records: [told.record],
      expected: `a fill of ${expected}`,
      found: `${tell(fill)} at the venue`,
    });
  }
}

/** A fill is named by its order and the quantity that it came to. */
const nameOf = ({ brokerOrderId, cumQty }: Pick<ToldFill, 'brokerOrderId' | 'cumQty'>) =>
  `${brokerOrderId} up to ${canonical(cumQty)}`;
