import type { Intent, OrderOutcome, Outcome, RefusedOutcome } from '@orderonce/contracts';
import { createQuickOutcomeDecoder } from '@orderonce/contracts/quick';
import { subjectOf } from '@orderonce/decisions';
import type { IncomingRecord, RecordPosition } from '@orderonce/kafka';
import { BookState } from '@orderonce/positions';
import { hashOf } from '../positions/fold-outcomes.ts';
import { detached } from '../verify/quick/detached.ts';
import type { Circumstances } from './circumstances.ts';
import { type ComparedKeys, ContentKeys } from './content-keys.ts';
import type { ControlHistory } from './control-history.ts';
import { different, type Finding, recorded, SAME, undecidable } from './finding.ts';
import type { ReplayGuard } from './guard-settings.ts';
import { IntentReading } from './intent-reading.ts';
import {
  type Answer,
  holdOf,
  judgeAttempt,
  judgeChangeRejected,
  judgeDuplicate,
  judgeHold,
  judgeResolved,
  judgeReusedId,
  judgeVerdict,
} from './judge-answers.ts';
import { type Copy, KnownOrders, type Lane, settlementOf } from './known-order.ts';
import { OutcomeIds } from './outcome-ids.ts';
import { type Refusals, type RefusedCopy, refusedCopy, type Told } from './refusals.ts';
import { type ReplayFindings, ReplayTally } from './replay-tally.ts';
import { isWanted, type WantedOrders } from './wanted.ts';

/** What a partition is asked again with. */
export interface PartitionScope {
  readonly intentsTopic: string;
  readonly partitionCount: number;
  readonly contentGuard: ReplayGuard;
  readonly history: ControlHistory;
  /** Whether the first intent that is read is the first that the partition ever held. */
  readonly isFromStart: boolean;
  readonly wanted: WantedOrders;
  /** Whether the outcomes are added up too. */
  readonly folds: boolean;
}

type Source = NonNullable<Outcome['intent']>;

/** What one partition came to. Plain data. */
export interface PartitionReplayed {
  readonly findings: ReplayFindings;
  readonly keys: ComparedKeys;
  readonly ids: { readonly count: number; readonly digest: bigint };
  /** Null: not folded. */
  readonly stateHash: string | null;
  readonly refusals: Refusals;
}

/** Between the clocks of whoever makes ids and of the log. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Asks again for every decision about the intents of one partition: all its intents are taken first, then all its
 * outcomes, each in the order of the log. One lane answers one copy after the other, so a copy that was passed over
 * was forgotten.
 */
export class PartitionReplay {
  readonly #intents: IntentReading;
  readonly #decode = createQuickOutcomeDecoder();
  readonly #tally = new ReplayTally();
  readonly #keys = new ContentKeys();
  readonly #ids = new OutcomeIds();
  readonly #refused = new Map<string, RefusedCopy>();
  readonly #told: Told[] = [];
  #lastToldMs = 0;
  readonly #scope: PartitionScope;
  readonly #around: { -readonly [Name in keyof Circumstances]: Circumstances[Name] };
  readonly #book = new BookState();
  /** By their offsets, counted from that of the first. */
  readonly #copies: Copy[] = [];
  #firstOffset = 0;
  readonly #orders = new KnownOrders();
  #isBegun = false;

  constructor(scope: PartitionScope) {
    this.#scope = scope;
    this.#intents = new IntentReading(scope.partitionCount);
    const { history, contentGuard } = scope;
    const control = history.openCursor();
    this.#around = { history, contentGuard, wholeSinceMs: 0, orders: this.#orders, control };
  }

  takeIntent(record: IncomingRecord): void {
    if (!this.#isBegun && !this.#scope.isFromStart)
      this.#around.wholeSinceMs = record.logTimeMs + CLOCK_MARGIN_MS;
    this.#isBegun = true;
    const read = this.#intents.read(record);
    const whose = read.ok ? read.intent : read.refusal.readable;
    if (!isWanted(this.#scope.wanted, whose)) return;
    this.#tally.intents += 1;
    if (read.ok) this.#takeCopy(record, read.intent, read.lane);
    else
      this.#refused.set(`${record.partition}/${record.offset}`, refusedCopy(record, read.refusal));
  }

  #takeCopy(record: IncomingRecord, read: Intent, lane: Lane): void {
    const intent = withOwnIds(read);
    const contentKey = this.#scope.contentGuard.keyOf(intent);
    const { subject } = subjectOf(intent, record, contentKey);
    const { logTimeMs } = record;
    const copy: Copy = { subject, lane, logTimeMs, contentKey, isAnswered: false, order: null };
    const offset = Number(record.offset);
    if (this.#copies.length === 0) this.#firstOffset = offset;
    this.#copies[offset - this.#firstOffset] = copy;
    this.#orders.claim(copy);
  }

  takeOutcome(record: IncomingRecord): void {
    this.#lastToldMs = record.logTimeMs;
    const decoded = this.#decode(record.value);
    if (!decoded.ok) {
      const found = decoded.problems.map(({ path, rule }) => `${path} ${rule}`.trim()).join('; ');
      const about = { about: 'record', recorded: placeOf(record) };
      this.#tally.note(different('an outcome', found), about);
      return;
    }
    const { outcome } = decoded;
    if (!isWanted(this.#scope.wanted, outcome)) return;
    if (this.#scope.folds) this.#book.take(outcome);
    this.#tally.outcomes += 1;
    if (outcome.intent === undefined) this.#tally.reports += 1;
    else this.#judge(outcome, outcome.intent, record);
  }

  /** Takes all of it once more, as if the topics had been written twice: nothing may come of it. */
  foldAgain(record: IncomingRecord): void {
    const decoded = this.#decode(record.value);
    if (!decoded.ok || !isWanted(this.#scope.wanted, decoded.outcome)) return;
    this.#book.take(decoded.outcome);
    if (decoded.outcome.intent !== undefined) this.#ids.add(decoded.outcome.outcomeId);
  }

  get ids() {
    return { count: this.#ids.count, digest: this.#ids.digest };
  }

  get stateHash(): string | null {
    return this.#scope.folds ? hashOf(this.#book) : null;
  }

  /** When all outcomes were taken: what nobody answered. */
  finish(): PartitionReplayed {
    this.#copies.forEach(({ subject, lane, isAnswered }, at) => {
      if (isAnswered) return;
      const { clientOrderId } = subject.intent;
      const isPassed = lane.lastAnswered > this.#firstOffset + at;
      const finding = isPassed
        ? different('an answer', 'none, though later ones on the instrument were answered')
        : undecidable('nothing was told of it yet');
      this.#tally.note(finding, { about: 'intent', clientOrderId, intent: subject.position });
    });
    return {
      findings: this.#tally.findings(),
      keys: this.#keys.compared(),
      ids: this.ids,
      stateHash: this.stateHash,
      refusals: { copies: this.#refused, told: this.#told, lastToldMs: this.#lastToldMs },
    };
  }

  #judge(outcome: Outcome, source: Source, record: IncomingRecord): void {
    if (outcome.execType === 'EXTERNAL') {
      this.#tally.reports += 1;
      return;
    }
    const finding =
      outcome.execType === 'REFUSED'
        ? this.#judgeRefused(outcome, source, record)
        : this.#judgeOrder(outcome, source, record);
    if (finding === null) return;
    if (finding === SAME) {
      this.#tally.noteSame(1);
      return;
    }
    const named = outcome.clientOrderId !== undefined && { clientOrderId: outcome.clientOrderId };
    const intent = { topic: source.topic, partition: source.partition, offset: source.offset };
    const about = { about: outcome.execType, recorded: placeOf(record) };
    this.#tally.note(finding, { ...about, ...named, intent });
  }

  #judgeOrder(outcome: OrderOutcome, source: Source, record: IncomingRecord): Finding {
    const isHere = source.partition === record.partition;
    const copy = isHere ? this.#copyAt(source) : undefined;
    const order = copy && this.#orders.ofAnswer(copy, outcome);
    if (copy === undefined || order === undefined || source.topic !== this.#scope.intentsTopic)
      return undecidable('its intent is not in what was read');
    this.#ids.add(outcome.outcomeId);
    this.#keys.compare(copy.contentKey, outcome, record);
    return this.#judgeAnswer({ copy, order, outcome });
  }

  #judgeAnswer(answer: Answer): Finding {
    const { copy, order, outcome } = answer;
    const settlement = settlementOf(copy, outcome);
    if (settlement !== null) {
      const finding = judgeVerdict(answer, settlement, this.#around);
      order.ended ??= { kind: 'settled', settlement };
      if (order.ended.kind === 'held') order.ended = { kind: 'settled', settlement };
      this.#answer(copy);
      return finding;
    }
    switch (outcome.execType) {
      case 'HELD': {
        const finding = judgeHold(answer, this.#around);
        const hold = holdOf(outcome);
        order.holds.push(hold);
        order.ended ??= { kind: 'held', hold };
        this.#answer(copy);
        return finding;
      }
      case 'DUPLICATE':
        this.#answer(copy);
        return judgeDuplicate(answer, this.#around);
      case 'ATTEMPTED':
        order.isAnnounced = true;
        return judgeAttempt(answer);
      case 'RESOLVED':
        order.isResolved = true;
        return judgeResolved(answer, this.#around);
      case 'CANCEL_REJECTED':
      case 'REPLACE_REJECTED':
        return judgeChangeRejected(answer);
      default:
        this.#tally.reports += 1;
        return SAME;
    }
  }

  /** Null: it is about a copy of another partition, and is judged when all of them were read. */
  #judgeRefused(outcome: RefusedOutcome, source: Source, record: IncomingRecord): Finding | null {
    this.#ids.add(outcome.outcomeId);
    const isOwn = source.partition === record.partition;
    const copy = isOwn ? this.#copyAt(source) : undefined;
    if (copy === undefined) {
      this.#told.push({ outcome, at: placeOf(record) });
      return null;
    }
    this.#answer(copy);
    if (outcome.reason?.code === 'UNSUPPORTED_SCHEMA_VERSION')
      return recorded('an older version of the executor refused it');
    if (outcome.reason?.code !== 'CLIENT_ORDER_ID_REUSED')
      return different('an intent that can be read', outcome.reason?.text ?? 'REFUSED');
    const { accountId, clientOrderId } = copy.subject.intent;
    const order = this.#orders.of(accountId, clientOrderId);
    const finding = judgeReusedId({ copy, outcome }, order, this.#around);
    // What was refused was never the first: another instrument had the id.
    if (order?.first === copy && order.ended === null) this.#orders.forget(order);
    return finding;
  }

  #copyAt({ offset }: Source): Copy | undefined {
    return this.#copies[Number(offset) - this.#firstOffset];
  }

  #answer(copy: Copy): void {
    copy.isAnswered = true;
    const { lane, subject } = copy;
    lane.lastAnswered = Math.max(lane.lastAnswered, Number(subject.position.offset));
  }
}

const placeOf = ({ topic, partition, offset }: IncomingRecord): RecordPosition => {
  return { topic, partition, offset };
};

/** Its long texts are pieces of all that was written, which they would keep in memory. */
function withOwnIds(intent: Intent): Intent {
  const own = {
    ...intent,
    clientOrderId: detached(intent.clientOrderId),
    orderUuid: detached(intent.orderUuid),
  };
  if ('origClientOrderId' in own && own.origClientOrderId !== undefined)
    own.origClientOrderId = detached(own.origClientOrderId);
  return own;
}
