import {
  type AccountId,
  type Acknowledgement,
  type ClientOrderId,
  type ControlRecord,
  type DecodedControl,
  type Resolution,
  stopsUnread,
} from '@orderonce/contracts';

type Kind = ControlRecord['kind'];
export type RecordOf<K extends Kind> = Extract<ControlRecord, { readonly kind: K }>;

/**
 * What `orders.control` says: the last record of each key is what holds. Beside them stand the resolutions that
 * later ones replaced, as far as compaction left them, because a person wants to see them.
 */
export class ControlState {
  readonly #records = new Map<string, ControlRecord>();
  readonly #acknowledgements = new Map<string, Map<string, Acknowledgement>>();
  readonly #resolutions = new Map<string, Resolution[]>();
  readonly #unreadableStops = new Set<string>();
  #unreadable = 0;

  take(decoded: DecodedControl): void {
    if (!decoded.ok) {
      this.#takeUnreadable(decoded.key);
      return;
    }
    const { key, record } = decoded;
    this.#unreadableStops.delete(key);
    if (record === null) {
      this.#records.delete(key);
      return;
    }
    this.#records.set(key, record);
    if (record.kind === 'acknowledgement') this.#noteAcknowledgement(record);
    if (record.kind === 'resolution') this.#noteResolution(record);
  }

  /** Records of the topic that this command cannot read; executors cannot either. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** Keys of kill switches, limits and holds that cannot be read: executors send nothing at all meanwhile. */
  get unreadableStops(): readonly string[] {
    return [...this.#unreadableStops];
  }

  standing<K extends Kind>(kind: K): RecordOf<K>[] {
    return [...this.#records.values()].filter(
      (record): record is RecordOf<K> => record.kind === kind,
    );
  }

  /**
   * One an executor, its latest. An executor that stops takes its words back; they were said all the same, so
   * whoever asks who acts by the change now asks for the living ones.
   */
  acknowledgements(changeId: string): readonly Acknowledgement[] {
    return [...(this.#acknowledgements.get(changeId)?.values() ?? [])];
  }

  /** Oldest first. */
  resolutions(accountId: AccountId, clientOrderId: ClientOrderId): readonly Resolution[] {
    return this.#resolutions.get(`${accountId}/${clientOrderId}`) ?? [];
  }

  /** What stood under the key stays, except where what cannot be read may forbid something. */
  #takeUnreadable(key: string | null): void {
    this.#unreadable += 1;
    if (key === null || !stopsUnread(key)) return;
    this.#records.delete(key);
    this.#unreadableStops.add(key);
  }

  #noteAcknowledgement(acknowledgement: Acknowledgement): void {
    const { acknowledges, executorId } = acknowledgement;
    const ofChange = this.#acknowledgements.get(acknowledges) ?? new Map();
    this.#acknowledgements.set(acknowledges, ofChange.set(executorId, acknowledgement));
  }

  #noteResolution(resolution: Resolution): void {
    const key = `${resolution.accountId}/${resolution.clientOrderId}`;
    const earlier = this.#resolutions.get(key);
    if (earlier === undefined) this.#resolutions.set(key, [resolution]);
    // Published twice after a doubt, it is still one decision.
    else if (earlier.every(({ changeId }) => changeId !== resolution.changeId))
      earlier.push(resolution);
  }
}
