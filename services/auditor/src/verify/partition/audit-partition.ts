import {
  CHAIN_HEADER,
  type ChainReader,
  chainProblemText,
  createChainReader,
} from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { Findings, type Found } from '../findings.ts';
import { appended, type OrderFile } from '../order-file.ts';
import { isAnswered } from '../rules/answers.ts';
import type { Court } from '../rules/court.ts';
import { fillsAddUp } from '../rules/fills.ts';
import { hasOneOrder } from '../rules/one-order.ts';
import { endsByDecision } from '../rules/resolutions.ts';
import type { PartitionScope } from '../scope.ts';
import { type ToldBook, toldOrder } from '../venue/told-book.ts';
import { IntentLog, type RefusedCopy } from './intent-log.ts';
import { OrderFiles, type Whose } from './order-files.ts';
import { OutcomeReading, type Refusal } from './outcome-reading.ts';
import { GapWatch } from './watch-gaps.ts';

/** What one partition tells, for those that put all of them together. Plain data. */
export interface PartitionFindings extends Found {
  readonly counts: PartitionCounts;
  /** What executors had to set aside, and the `REFUSED` outcomes: one may be in another partition than the other. */
  readonly refused: readonly RefusedCopy[];
  readonly refusals: readonly Refusal[];
  /** Only when they are to be compared with the venue. */
  readonly book: ToldBook | null;
}

export interface PartitionCounts {
  readonly intents: number;
  readonly outcomes: number;
  readonly orders: number;
  readonly held: number;
  /** Outcomes that name an intent from before what was read. */
  readonly ofOlderIntents: number;
  /** Outcomes without a link: what was changed in them cannot be seen. */
  readonly unlinked: number;
}

/**
 * Judges one partition number of intents and outcomes: everything of one order stands there. All intents are taken
 * first, then all outcomes; both in the order of their log.
 */
export class PartitionAudit {
  readonly #scope: PartitionScope;
  readonly #findings: Findings;
  readonly #files = new OrderFiles();
  readonly #log: IntentLog;
  readonly #outcomes: OutcomeReading;
  readonly #gaps: { readonly intents: GapWatch; readonly outcomes: GapWatch };
  readonly #refused: RefusedCopy[] = [];
  readonly #chain: ChainReader;
  #intents = 0;
  #unlinked = 0;

  constructor(scope: PartitionScope) {
    this.#scope = scope;
    this.#findings = new Findings(scope);
    const fileOf = (whose: Whose) => this.#files.of(whose);
    this.#chain = createChainReader({ isFromStart: scope.outcomes.begin === 0n });
    this.#log = new IntentLog(scope, fileOf);
    this.#outcomes = new OutcomeReading(scope, this.#findings, this.#log, fileOf);
    const watch = (topic: string, span: PartitionScope['intents']) =>
      new GapWatch(topic, scope.partition, span, this.#findings);
    this.#gaps = {
      intents: watch(scope.topics.intents, scope.intents),
      outcomes: watch(scope.topics.outcomes, scope.outcomes),
    };
  }

  takeIntent(record: IncomingRecord): void {
    this.#gaps.intents.see(Number(record.offset));
    const kept = this.#log.take(record);
    if (kept === null) return;
    this.#intents += 1;
    if ('order' in kept) kept.order.copies = appended(kept.order.copies, kept);
    else this.#refused.push(kept);
  }

  takeOutcome(record: IncomingRecord): void {
    this.#gaps.outcomes.see(Number(record.offset));
    this.#isInChain(record);
    this.#outcomes.take(record);
  }

  finish(): PartitionFindings {
    this.#gaps.intents.close();
    this.#gaps.outcomes.close();
    const { topics, partition, keepsOrders } = this.#scope;
    const place = (topic: string) => (offset: number) => {
      return { topic, partition, offset: String(offset) };
    };
    const court: Court = {
      scope: this.#scope,
      findings: this.#findings,
      replaced: this.#outcomes.replaced,
      intentAt: place(topics.intents),
      outcomeAt: place(topics.outcomes),
    };
    const owners = new Map<string, OrderFile>();
    let held = 0;
    for (const order of this.#files.all()) {
      if (order.verdict === null && order.hold !== null) held += 1;
      judgeOrder(order, court, owners);
    }
    return {
      ...this.#findings.found(),
      counts: {
        intents: this.#intents,
        ...this.#outcomes.counts(),
        unlinked: this.#unlinked,
        orders: this.#files.size,
        held,
      },
      refused: this.#refused,
      refusals: this.#outcomes.refusals,
      book: keepsOrders
        ? {
            partition,
            orders: Array.from(this.#files.all(), toldOrder),
            externals: this.#outcomes.externals,
          }
        : null,
    };
  }

  #isInChain(record: IncomingRecord): void {
    if (record.headers[CHAIN_HEADER] === undefined) this.#unlinked += 1;
    else this.#findings.checked('chain');
    const problem = this.#chain.take(record);
    if (problem === null) return;
    const { topic, partition } = record;
    this.#findings.add({
      check: 'chain',
      records: [{ topic, partition, offset: problem.offset }],
      expected: 'the record that follows in the chain of its writer',
      found: `${problem.kind}: ${chainProblemText(problem)}`,
    });
  }
}

function judgeOrder(order: OrderFile, court: Court, owners: Map<string, OrderFile>): void {
  isOnLog(order, court);
  isAnswered(order, court);
  hasOneOrder(order, court, owners);
  fillsAddUp(order, court);
  endsByDecision(order, court);
}

/** Where nothing was ever removed, nothing can happen to an order that has no intent. */
function isOnLog({ copies, firstToldAt, clientOrderId, isOld }: OrderFile, court: Court): void {
  if (copies.length > 0 || firstToldAt === null || isOld || court.scope.intents.begin > 0n) return;
  if (court.scope.isCut) return;
  court.findings.add({
    check: 'payload',
    clientOrderId,
    records: [court.outcomeAt(firstToldAt)],
    expected: `an intent of ${clientOrderId}`,
    found: 'none on the log',
  });
}
