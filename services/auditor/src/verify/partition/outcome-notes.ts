import { type OrderOutcome, type Outcome, type RefusedOutcome, TOPICS } from '@orderonce/contracts';
import type { Findings } from '../findings.ts';
import { appended, type IntentCopy, type OrderFile } from '../order-file.ts';
import { detached, detachedAs } from '../quick/detached.ts';
import { differenceFrom, recordDifference } from '../rules/asked-for.ts';
import { isSend, switchBroken } from '../rules/kill-switch.ts';
import type { PartitionScope } from '../scope.ts';
import type { AtOffset, IntentLog } from './intent-log.ts';
import type { Whose } from './order-files.ts';
import { VerdictNotes } from './verdict-notes.ts';

export interface ToldOutcome<Of extends Outcome = OrderOutcome> {
  readonly outcome: Of;
  readonly offset: number;
  readonly logTimeMs: number;
}

/** Holds each outcome against the intent that it names, and notes what it tells in the file of its order. */
export class OutcomeNotes {
  /** By the venue's id of the order that took the place. */
  readonly replaced = new Map<string, OrderFile>();
  /** Outcomes that name an intent from before what was read. */
  ofOlderIntents = 0;
  readonly #scope: PartitionScope;
  readonly #findings: Findings;
  readonly #log: IntentLog;
  readonly #fileOf: (whose: Whose) => OrderFile;
  readonly #verdicts: VerdictNotes;

  constructor(
    scope: PartitionScope,
    findings: Findings,
    log: IntentLog,
    fileOf: (whose: Whose) => OrderFile,
  ) {
    this.#scope = scope;
    this.#findings = findings;
    this.#log = log;
    this.#fileOf = fileOf;
    this.#verdicts = new VerdictNotes(scope, findings);
  }

  note(told: ToldOutcome): void {
    const { outcome } = told;
    const at = outcome.intent === undefined ? null : this.#at(outcome);
    const order = this.#orderOf(outcome, at);
    order.firstToldAt ??= told.offset;
    const copy = at === null ? null : this.#copyOf(told, order, at);
    if (outcome.evidence !== undefined) this.#sendsWereAllowed(told);
    this.#noteIn(order, copy, told);
  }

  /** An id that stands for another order already: the copy is refused, the order is what it was. */
  noteReused(told: { readonly offset: number }, outcome: RefusedOutcome): void {
    this.#findings.checked('payload');
    const at = this.#at(outcome);
    if (at.kind === 'before') this.ofOlderIntents += 1;
    if (at.kind === 'before' || this.#isCut(at)) return;
    if (at.kind === 'copy' && at.copy.payloadHash === outcome.payloadHash) {
      at.copy.isAnswered = true;
      at.copy.isRefused = true;
      const difference = recordDifference(at.copy, outcome);
      if (difference !== null) this.#complain(told.offset, outcome, difference, at.copy);
    } else
      this.#complain(told.offset, outcome, {
        expected: `an intent of payload ${outcome.payloadHash} at ${nameOf(outcome)}`,
        found: at.kind === 'copy' ? `payload ${at.copy.payloadHash}` : 'none',
      });
  }

  /** Mostly that of the intent that the outcome names, which is found faster by its place than by its name. */
  #orderOf(outcome: OrderOutcome, at: AtOffset | null): OrderFile {
    const named = at?.kind === 'copy' ? at.copy.order : null;
    const isNamed =
      named?.clientOrderId === outcome.clientOrderId && named.accountId === outcome.accountId;
    return isNamed ? named : this.#fileOf(outcome);
  }

  /** Null: there is none to hold it against. */
  #copyOf({ outcome, offset }: ToldOutcome, order: OrderFile, at: AtOffset): IntentCopy | null {
    this.#findings.checked('payload');
    if (at.kind === 'before' || this.#isCut(at)) {
      order.isOld = true;
      this.ofOlderIntents += 1;
      return null;
    }
    if (at.kind !== 'copy') {
      const found =
        at.kind === 'refused' ? `what was set aside: ${at.refused.reason}` : 'no such intent';
      this.#complain(offset, outcome, {
        expected: `an intent of ${outcome.clientOrderId} at ${nameOf(outcome)}`,
        found,
      });
      return null;
    }
    const difference = differenceFrom(at.copy, outcome);
    if (difference !== null) this.#complain(offset, outcome, difference, at.copy);
    // Whatever it says: of another order's intent it is no answer.
    return at.copy.order === order ? at.copy : null;
  }

  #at({ intent }: Outcome): AtOffset {
    const isHere =
      intent !== undefined &&
      intent.partition === this.#scope.partition &&
      intent.topic.endsWith(TOPICS.intents.name);
    return isHere ? this.#log.at(Number(intent.offset)) : { kind: 'other' };
  }

  #isCut({ kind }: AtOffset): boolean {
    return kind === 'beyond' && this.#scope.isCut;
  }

  #noteIn(order: OrderFile, copy: IntentCopy | null, told: ToldOutcome): void {
    const { outcome, offset, logTimeMs } = told;
    const { execType, ordStatus, cumQty } = outcome;
    const brokerOrderId = detachedAs(outcome.brokerOrderId, order.verdict?.brokerOrderId);
    switch (execType) {
      case 'ACCEPTED':
      case 'REJECTED':
      case 'DENIED':
        if (copy !== null) copy.isAnswered = true;
        this.#verdicts.note(order, told);
        break;
      case 'HELD':
        if (copy !== null) copy.isAnswered = true;
        order.hold = { offset, logTimeMs };
        this.#verdicts.hasReason(told);
        break;
      case 'DUPLICATE':
        if (copy !== null) copy.isAnswered = true;
        order.isDuplicated = true;
        this.#verdicts.isRepeated(order, told);
        break;
      case 'RESOLVED': {
        const changeId = detached(outcome.outcomeId.slice(outcome.outcomeId.lastIndexOf('/') + 1));
        const reasonCode = outcome.reason?.code;
        order.resolutions = appended(order.resolutions, {
          offset,
          logTimeMs,
          changeId,
          reasonCode,
        });
        break;
      }
      case 'CORRECTION':
        order.corrections = appended(order.corrections, { offset, brokerOrderId });
        break;
      case 'TRADE':
        this.#noteTrade(order, told, brokerOrderId);
        break;
      case 'CANCELED':
      case 'EXPIRED':
      case 'REPLACED':
        if (execType === 'REPLACED' && outcome.execId !== undefined)
          this.replaced.set(detached(outcome.execId), order);
        if (!order.ends.some((end) => end.execType === execType && end.cumQty === cumQty))
          order.ends = appended(order.ends, {
            offset,
            logTimeMs,
            execType,
            ordStatus,
            brokerOrderId,
            cumQty,
          });
        break;
      case 'ATTEMPTED':
      case 'CANCEL_REJECTED':
      case 'REPLACE_REJECTED':
        break;
    }
  }

  #noteTrade(
    order: OrderFile,
    { outcome, offset, logTimeMs }: ToldOutcome,
    brokerOrderId: string | undefined,
  ): void {
    const { side, quantity, cumQty, lastQty, lastPx, leavesQty } = outcome;
    if (lastQty === undefined || lastPx === undefined) {
      const found = `lastQty ${lastQty ?? 'absent'}, lastPx ${lastPx ?? 'absent'}`;
      this.#complain(offset, outcome, { expected: 'a fill with its quantity and price', found });
      return;
    }
    const trade = {
      offset,
      logTimeMs,
      brokerOrderId,
      side,
      quantity,
      cumQty,
      lastQty,
      lastPx,
      leavesQty,
    };
    const told = order.trades.find((one) => one.cumQty === cumQty);
    if (told === undefined) order.trades = appended(order.trades, trade);
    else this.#verdicts.isSameTrade(order, told, trade);
  }

  #sendsWereAllowed({ outcome, offset }: ToldOutcome): void {
    for (const evidence of outcome.evidence ?? []) {
      if (!isSend(evidence)) continue;
      this.#findings.checked('kill-switch');
      const broken = switchBroken(this.#scope.kills, outcome, evidence);
      if (broken === undefined) continue;
      const afterMs = evidence.atMs - broken.acknowledgedMs;
      this.#findings.add({
        check: 'kill-switch',
        clientOrderId: outcome.clientOrderId,
        records: [this.#recordAt(offset)],
        expected: `no send while kill switch ${broken.changeId} stands`,
        found: `${evidence.action} ${afterMs} ms after the last executor acknowledged it`,
      });
    }
  }

  #complain(
    offset: number,
    { clientOrderId }: Outcome,
    { expected, found }: { readonly expected: string; readonly found: string },
    copy?: IntentCopy,
  ): void {
    const { topics, partition } = this.#scope;
    const intent = copy && { topic: topics.intents, partition, offset: String(copy.offset) };
    this.#findings.add({
      check: 'payload',
      ...(clientOrderId !== undefined && { clientOrderId }),
      records: [...(intent ? [intent] : []), this.#recordAt(offset)],
      expected,
      found,
    });
  }

  #recordAt(offset: number) {
    const { topics, partition } = this.#scope;
    return { topic: topics.outcomes, partition, offset: String(offset) };
  }
}

function nameOf({ intent }: Outcome): string {
  return intent === undefined ? '?' : `${intent.topic}/${intent.partition}/${intent.offset}`;
}
