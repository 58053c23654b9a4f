import { Counter, Gauge, type Registry } from 'prom-client';

export interface RebuildMetrics {
  /** Records were written from outcomes. */
  restored(records: number): void;
  /** So many accounts lack records now. */
  rebuilding(accounts: number): void;
}

export function createRebuildMetrics(registry: Registry): RebuildMetrics {
  const registers = [registry];
  const records = new Counter({
    name: 'orderonce_records_rebuilt_total',
    help: 'Records written from published outcomes after the store lost them',
    registers,
  });
  const accounts = new Gauge({
    name: 'orderonce_rebuilding',
    help: 'Accounts whose records are being rebuilt',
    registers,
  });
  return {
    restored: (count) => records.inc(count),
    rebuilding: (count) => accounts.set(count),
  };
}
