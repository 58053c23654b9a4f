import type { OrderOutcome } from '@orderonce/contracts';
import type { CheckName } from '../checks.ts';
import type { Findings } from '../findings.ts';
import type { OrderFile, ToldTrade, ToldVerdict } from '../order-file.ts';
import { detachedAs } from '../quick/detached.ts';
import type { Difference } from '../rules/asked-for.ts';
import { doubtAboutNo } from '../rules/proof-of-no.ts';
import { differenceOfVerdicts } from '../rules/same-verdict.ts';
import type { PartitionScope } from '../scope.ts';
import { bodyText } from './body-text.ts';
import type { ToldOutcome } from './outcome-notes.ts';

/** The accepted order of an instrument whose intent stands last, and that intent's offset. */
interface LatestOrder {
  readonly offset: number;
  readonly clientOrderId: string;
}

/** Holds verdicts, and what repeats, against what was told of the same order and instrument before. */
export class VerdictNotes {
  readonly #scope: PartitionScope;
  readonly #findings: Findings;
  /** By account and symbol. */
  readonly #latest = new Map<string, Map<string, LatestOrder>>();

  constructor(scope: PartitionScope, findings: Findings) {
    this.#scope = scope;
    this.#findings = findings;
  }

  note(order: OrderFile, told: ToldOutcome): void {
    const { outcome, offset } = told;
    const verdict = verdictOf(told, order);
    if (outcome.execType !== 'ACCEPTED') {
      this.#findings.checked('refusals');
      const doubt = doubtAboutNo(outcome);
      if (doubt !== null) this.#complain('refusals', order, [offset], doubt);
    }
    if (order.verdict === null) {
      order.verdict = verdict;
      if (isOrdinary(outcome) && order.hold === null) this.#isInSequence(order, told);
      if (outcome.execType === 'ACCEPTED' && verdict.brokerOrderId === undefined)
        this.#complain('payload', order, [offset], {
          expected: 'the broker order id of what was accepted',
          found: 'none',
        });
      return;
    }
    const difference = differenceOfVerdicts(order.verdict, verdict);
    if (difference !== null)
      this.#complain('verdict', order, [order.verdict.offset, offset], difference);
  }

  hasReason({ outcome, offset }: ToldOutcome): void {
    if (outcome.reason === undefined)
      this.#complain('verdict', outcome, [offset], { expected: 'a reason to hold', found: 'none' });
  }

  /** A duplicate tells what the first copy led to. */
  isRepeated({ verdict, clientOrderId }: OrderFile, { outcome, offset }: ToldOutcome): void {
    const { duplicateOf, brokerOrderId } = outcome;
    if (duplicateOf !== clientOrderId)
      this.#complain('payload', outcome, [offset], {
        expected: `duplicateOf ${clientOrderId}`,
        found: duplicateOf ?? 'absent',
      });
    const known = verdict?.brokerOrderId;
    if (known !== undefined && brokerOrderId !== undefined && known !== brokerOrderId)
      this.#complain('one-order', outcome, [verdict?.offset ?? offset, offset], {
        expected: `broker order id ${known}`,
        found: brokerOrderId,
      });
  }

  /** Told twice, a fill is the same fill. */
  isSameTrade(order: OrderFile, first: ToldTrade, second: ToldTrade): void {
    const names = ['lastQty', 'lastPx', 'leavesQty', 'quantity', 'side', 'brokerOrderId'] as const;
    const field = names.find((name) => first[name] !== second[name]);
    if (field === undefined) return;
    this.#complain('fills', order, [first.offset, second.offset], {
      expected: `the same fill up to ${first.cumQty} again, ${field} ${first[field]}`,
      found: `${field} ${second[field]}`,
    });
  }

  /** Invariant 6: within an instrument, executors go through the intents one after the other. */
  #isInSequence(order: OrderFile, { outcome, offset }: ToldOutcome): void {
    if (outcome.intent === undefined) return;
    this.#findings.checked('sequence');
    const { accountId, symbol, clientOrderId } = order;
    let ofAccount = this.#latest.get(accountId);
    if (ofAccount === undefined) {
      ofAccount = new Map();
      this.#latest.set(accountId, ofAccount);
    }
    const at = Number(outcome.intent.offset);
    const latest = ofAccount.get(symbol);
    if (latest !== undefined && at < latest.offset)
      this.#complain('sequence', order, [offset], {
        expected: `accepted before ${latest.clientOrderId}, whose intent at ${latest.offset} came later`,
        found: `accepted after it, its intent at ${at}`,
      });
    else ofAccount.set(symbol, { offset: at, clientOrderId });
  }

  #complain(
    check: CheckName,
    { clientOrderId }: { readonly clientOrderId: string },
    offsets: readonly number[],
    { expected, found }: Difference,
  ): void {
    const { topics, partition } = this.#scope;
    const records = offsets.map((offset) => {
      return { topic: topics.outcomes, partition, offset: String(offset) };
    });
    this.#findings.add({ check, clientOrderId, records, expected, found });
  }
}

/** Not told late because a person had to decide. */
const isOrdinary = ({ execType, reason }: OrderOutcome) =>
  execType === 'ACCEPTED' && reason === undefined;

function verdictOf({ outcome, offset, logTimeMs }: ToldOutcome, file: OrderFile): ToldVerdict {
  const { execType, ordStatus, reason, order } = outcome;
  const { verdict, copies } = file;
  // Written out: objects put together by spreading take twice the memory.
  return {
    offset,
    logTimeMs,
    execType,
    ordStatus,
    brokerOrderId: detachedAs(outcome.brokerOrderId, verdict?.brokerOrderId),
    duplicateOf: detachedAs(outcome.duplicateOf, verdict?.duplicateOf),
    reasonCode: reason?.code,
    payloadHash: detachedAs(outcome.payloadHash, copies[0]?.payloadHash),
    side: outcome.side,
    quantity: outcome.quantity,
    body: order === undefined ? '' : detachedAs(bodyText(order), copies[0]?.body),
    isOrder: order !== undefined,
  };
}
