import {
  type BrokerCapabilities,
  type CancelResult,
  type LookUpResult,
  MemoryBroker,
  type MemoryLedgerEntry,
  type ReplaceRequest,
  type ReplaceResult,
  type SubmitFault,
  type SubmitRequest,
  type SubmitResult,
} from '@orderonce/brokers';
import type { ClientOrderId } from '@orderonce/contracts';
import type { SeededRandom } from '../clock/seeded-random.ts';
import { VISIBILITY_WINDOW_MS } from '../settings.ts';
import type { Weather } from './weather.ts';

/** One account of the venue, beyond the network: it keeps its ledger and hides new orders for a while. */
export interface Venue extends Pick<MemoryBroker, 'openOrders' | 'positions' | 'account'> {
  readonly capabilities: BrokerCapabilities;
  readonly ledger: readonly WitnessedEntry[];
  submit(request: SubmitRequest, fault: SubmitFault | undefined): Promise<SubmitResult>;
  find(id: ClientOrderId): Promise<LookUpResult>;
  findOwn(brokerOrderId: string): Promise<LookUpResult>;
  cancel(brokerOrderId: string): Promise<CancelResult>;
  replace(request: ReplaceRequest): Promise<ReplaceResult>;
}

export interface WitnessedEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly entry: MemoryLedgerEntry;
}

export function venueOf(parts: {
  readonly repeatedClientOrderId: BrokerCapabilities['repeatedClientOrderId'];
  readonly epochMs: () => number;
  readonly nextSeq: () => number;
  readonly random: SeededRandom;
  readonly weather: Weather;
}): Venue {
  const { epochMs, nextSeq, random, weather } = parts;
  const broker = new MemoryBroker({
    clock: { nowMs: epochMs, monotonicMs: epochMs },
    capabilities: {
      repeatedClientOrderId: parts.repeatedClientOrderId,
      visibilityWindowMs: VISIBILITY_WINDOW_MS,
    },
    // Nothing fills: reports of fills are another service's work.
    priceOf: null,
  });
  const ledger: WitnessedEntry[] = [];
  const shownFromMs = new Map<string, number>();

  function witness() {
    for (const entry of broker.ledger.slice(ledger.length)) {
      ledger.push({ seq: nextSeq(), atMs: epochMs(), entry });
      if (entry.kind === 'accepted' && weather.strikes('look-up hides a new order'))
        shownFromMs.set(
          entry.clientOrderId,
          epochMs() + random.between(1, VISIBILITY_WINDOW_MS - 100),
        );
    }
  }

  return {
    capabilities: broker.capabilities,
    ledger,
    async submit(request, fault) {
      if (fault) broker.script(fault);
      const result = await broker.submit(request);
      witness();
      return result;
    },
    async find(id) {
      const found = await broker.findByClientOrderId(id);
      const isHidden = epochMs() < (shownFromMs.get(id) ?? 0);
      return isHidden
        ? { kind: 'absent', evidence: { atMs: epochMs(), action: 'look-up', result: 'absent' } }
        : found;
    },
    findOwn: (brokerOrderId) => broker.findByBrokerOrderId(brokerOrderId),
    async cancel(brokerOrderId) {
      const result = await broker.cancel(brokerOrderId);
      witness();
      return result;
    },
    async replace(request) {
      const result = await broker.replace(request);
      witness();
      return result;
    },
    openOrders: (after) => broker.openOrders(after),
    positions: () => broker.positions(),
    account: () => broker.account(),
  };
}
