import {
  type ExternalOutcome,
  type Outcome,
  partitionKey,
  type RefusedOutcome,
} from '@orderonce/contracts';
import { createQuickOutcomeDecoder } from '@orderonce/contracts/quick';
import { type IncomingRecord, partitionFor } from '@orderonce/kafka';
import type { Findings, RecordPlace } from '../findings.ts';
import type { OrderFile } from '../order-file.ts';
import { eventName } from '../rules/event-name.ts';
import { statesAfter } from '../rules/event-state.ts';
import type { PartitionScope } from '../scope.ts';
import type { ToldExternal } from '../venue/told-book.ts';
import type { IntentLog } from './intent-log.ts';
import type { Whose } from './order-files.ts';
import { OutcomeNotes, type ToldOutcome } from './outcome-notes.ts';

/** A `REFUSED` outcome, and the copy that it is about. */
export interface Refusal {
  readonly record: RecordPlace;
  readonly clientOrderId: string;
  readonly payloadHash: string | undefined;
  /** Of the record that was refused; older outcomes have none. */
  readonly digest: string | undefined;
  readonly reasonCode: string | undefined;
  readonly copy: { readonly partition: number; readonly offset: string } | null;
  readonly logTimeMs: number;
}

/** Reads the outcomes of one partition: each by itself, and then as one more word on its order. */
export class OutcomeReading {
  readonly refusals: Refusal[] = [];
  /** Only when they are to be compared with the venue. */
  readonly externals: ToldExternal[] = [];
  readonly #decode = createQuickOutcomeDecoder();
  readonly #scope: PartitionScope;
  readonly #findings: Findings;
  readonly #notes: OutcomeNotes;
  /** Keys that belong here, as they are written, and whose they are. */
  readonly #keys = new Map<string, Pick<Outcome, 'accountId' | 'symbol'>>();
  #outcomes = 0;

  constructor(
    scope: PartitionScope,
    findings: Findings,
    log: IntentLog,
    fileOf: (whose: Whose) => OrderFile,
  ) {
    this.#scope = scope;
    this.#findings = findings;
    this.#notes = new OutcomeNotes(scope, findings, log, fileOf);
  }

  get replaced(): ReadonlyMap<string, OrderFile> {
    return this.#notes.replaced;
  }

  counts() {
    return { outcomes: this.#outcomes, ofOlderIntents: this.#notes.ofOlderIntents };
  }

  take(record: IncomingRecord): void {
    const decoded = this.#decode(record.value);
    this.#findings.checked('readable');
    if (!decoded.ok) {
      this.#complainOfUnreadable(record, decoded.problems);
      return;
    }
    const { outcome } = decoded;
    if (!this.#isWanted(outcome)) return;
    this.#outcomes += 1;
    this.#isWhereItBelongs(record, outcome);
    this.#isNamedByEvent(record, outcome);
    const told = { outcome, offset: Number(record.offset), logTimeMs: record.logTimeMs };
    if (outcome.execType === 'EXTERNAL') this.#noteExternal(outcome, told.offset);
    else if (outcome.execType !== 'REFUSED') this.#notes.note(told as ToldOutcome);
    else if (outcome.reason?.code === 'CLIENT_ORDER_ID_REUSED')
      this.#notes.noteReused(told, outcome);
    else this.refusals.push(refusalOf(record, outcome));
  }

  #noteExternal(outcome: ExternalOutcome, offset: number): void {
    if (!this.#scope.keepsOrders) return;
    const { accountId, symbol, side, brokerOrderId, cumQty, lastQty } = outcome;
    this.externals.push({ accountId, symbol, side, brokerOrderId, cumQty, lastQty, offset });
  }

  #complainOfUnreadable(
    record: IncomingRecord,
    problems: readonly { readonly path: string; readonly rule: string }[],
  ): void {
    this.#findings.add({
      check: 'readable',
      records: [placeOf(record)],
      expected: 'an outcome',
      found: problems.map(({ path, rule }) => `${path} ${rule}`.trim()).join('; '),
    });
  }

  #isWanted({ accountId, symbol, clientOrderId }: Outcome): boolean {
    const { filter } = this.#scope;
    if (filter.accountId !== undefined && filter.accountId !== accountId) return false;
    if (filter.symbol !== undefined && filter.symbol !== symbol) return false;
    const { strategyId } = filter;
    return strategyId === undefined || clientOrderId?.startsWith(`${strategyId}-`) === true;
  }

  /** A refused intent may lack a readable account or symbol: then its outcome follows the intent's own key. */
  #isWhereItBelongs(record: IncomingRecord, { accountId, symbol }: Outcome): void {
    if (accountId === undefined || symbol === undefined) return;
    this.#findings.checked('place');
    const written = record.key?.toString('latin1') ?? '';
    const known = this.#keys.get(written);
    if (known?.accountId === accountId && known.symbol === symbol) return;
    const key = partitionKey(accountId, symbol);
    const partition = partitionFor(key, this.#scope.partitionCount);
    if (written === key && partition === record.partition) {
      this.#keys.set(written, { accountId, symbol });
      return;
    }
    this.#findings.add({
      check: 'place',
      records: [placeOf(record)],
      expected: `key ${key} in partition ${partition}`,
      found: `key ${written} in partition ${record.partition}`,
    });
  }

  #isNamedByEvent(record: IncomingRecord, outcome: Outcome): void {
    this.#findings.checked('event');
    const name = eventName(outcome);
    if (name !== null && name !== outcome.outcomeId)
      this.#complainOfEvent(record, outcome, `outcomeId ${name}`, `outcomeId ${outcome.outcomeId}`);
    const states = statesAfter(outcome);
    if (states !== null && !states.includes(outcome.ordStatus))
      this.#complainOfEvent(
        record,
        outcome,
        `${outcome.execType} with ${states.join(' or ')}`,
        outcome.ordStatus,
      );
    const { strategyId, clientOrderId, execType } = outcome;
    const isOurs = execType !== 'EXTERNAL';
    if (isOurs && strategyId !== undefined && !clientOrderId.startsWith(`${strategyId}-`))
      this.#complainOfEvent(record, outcome, `the strategy in ${clientOrderId}`, strategyId);
  }

  #complainOfEvent(
    record: IncomingRecord,
    { clientOrderId }: Outcome,
    expected: string,
    found: string,
  ): void {
    this.#findings.add({
      check: 'event',
      ...(clientOrderId !== undefined && { clientOrderId }),
      records: [placeOf(record)],
      expected,
      found,
    });
  }
}

const placeOf = ({ topic, partition, offset }: IncomingRecord): RecordPlace => {
  return { topic, partition, offset };
};

function refusalOf(record: IncomingRecord, outcome: RefusedOutcome): Refusal {
  const { clientOrderId, payloadHash, reason, intent } = outcome;
  return {
    record: placeOf(record),
    clientOrderId,
    payloadHash,
    digest: intent?.digest,
    reasonCode: reason?.code,
    copy: intent === undefined ? null : { partition: intent.partition, offset: intent.offset },
    logTimeMs: record.logTimeMs,
  };
}
