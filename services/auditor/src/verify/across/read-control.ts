import {
  type Acknowledgement,
  decodeControl,
  type KillSwitch,
  type Resolution,
} from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { Findings } from '../findings.ts';
import type { Decision, KillPeriod } from '../scope.ts';

interface Logged<Of> {
  readonly record: Of;
  readonly partition: number;
  readonly offset: string;
  readonly logTimeMs: number;
}

const NOTHING_LEFT = 'nothing was left to decide';

/**
 * What people and executors said, as far as compaction left it: of each key the last word, and some earlier ones.
 */
export class ControlReading {
  readonly #findings: Findings;
  readonly #kills: Logged<KillSwitch>[] = [];
  readonly #resolutions = new Map<string, Logged<Resolution>>();
  /** By the change that is acknowledged. */
  readonly #acknowledged = new Map<string, { last: number; words: Acknowledgement[] }>();
  /** By the kill switch that ended. */
  readonly #resumedMs = new Map<string, number>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  take({ topic, key, value, partition, offset, logTimeMs }: IncomingRecord): void {
    const decoded = decodeControl(key, value);
    this.#findings.checked('readable');
    if (!decoded.ok) {
      const found = decoded.problems.map(({ path, rule }) => `${path} ${rule}`.trim()).join('; ');
      const records = [{ topic, partition, offset }];
      this.#findings.add({ check: 'readable', records, expected: 'a control record', found });
      return;
    }
    const { record } = decoded;
    if (record === null) return;
    const logged = { partition, offset, logTimeMs };
    switch (record.kind) {
      case 'kill-switch':
        this.#kills.push({ ...logged, record });
        break;
      case 'resume':
        this.#resumedMs.set(
          record.resumes,
          Math.min(logTimeMs, this.#resumedMs.get(record.resumes) ?? Number.POSITIVE_INFINITY),
        );
        break;
      case 'resolution':
        this.#resolutions.set(record.changeId, { ...logged, record });
        break;
      case 'acknowledgement':
        this.#note(record, logTimeMs);
        break;
      default:
        break;
    }
  }

  /** The switches that executors acknowledged; the last one of them counts. */
  kills(): readonly KillPeriod[] {
    return this.#kills.flatMap(({ record: { changeId, scope } }) => {
      const acknowledged = this.#acknowledged.get(changeId);
      if (acknowledged === undefined) return [];
      return {
        changeId,
        scope,
        acknowledgedMs: acknowledged.last,
        resumedMs: this.#resumedMs.get(changeId) ?? Number.POSITIVE_INFINITY,
      };
    });
  }

  /** Kill switches without an acknowledgement: executors take their words back when they end. */
  get unacknowledgedKills(): number {
    return this.#kills.length - this.kills().length;
  }

  /** By account and client order id, with a slash between. */
  decisions(): ReadonlyMap<string, readonly Decision[]> {
    const decisions = Array.from(
      this.#resolutions.values(),
      ({ record, partition, offset }): readonly [string, Decision] => [
        `${record.accountId}/${record.clientOrderId}`,
        {
          ...{ changeId: record.changeId, decision: record.decision, partition, offset },
          isDone: this.#isDone(record),
        },
      ],
    );
    const byOrder = Map.groupBy(decisions, ([order]) => order);
    return new Map(
      Array.from(byOrder, ([order, some]) => [order, some.map(([, decision]) => decision)]),
    );
  }

  #note(record: Acknowledgement, logTimeMs: number): void {
    const known = this.#acknowledged.get(record.acknowledges) ?? { last: 0, words: [] };
    known.last = Math.max(known.last, logTimeMs);
    known.words.push(record);
    this.#acknowledged.set(record.acknowledges, known);
  }

  #isDone({ changeId }: Resolution): boolean {
    const words = this.#acknowledged.get(changeId)?.words ?? [];
    return words.some(({ result, text }) => result === 'done' && !text.startsWith(NOTHING_LEFT));
  }
}
