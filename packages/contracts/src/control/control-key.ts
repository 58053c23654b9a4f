import type { AccountId, ClientOrderId } from '../identifiers.ts';
import type { ControlRecord } from './control-record.ts';
import { scopeText } from './scope.ts';

/** The key of a hold; a record without a value under it ends the hold. */
export function holdKey(accountId: AccountId, clientOrderId: ClientOrderId): string {
  return `hold/${accountId}/${clientOrderId}`;
}

/**
 * The key of a control record. Each step of a change has a key of its own, so that what holds is a function of
 * the last record of each key, whatever compaction took away:
 *
 * ```
 * kill-switch/global      c1           engaged
 * resume-request/global   c2 for c1    engaged
 * resume/global           c3 for c2    open again
 * kill-switch/global      c4           engaged: the two resume records name c1
 * ```
 */
export function controlKey(record: ControlRecord): string {
  switch (record.kind) {
    case 'kill-switch':
    case 'resume-request':
    case 'resume':
    case 'limits':
      return `${record.kind}/${scopeText(record.scope)}`;
    case 'reference-price':
      return `reference-price/${record.symbol}`;
    case 'hold':
      return holdKey(record.intent.accountId, record.intent.clientOrderId);
    case 'resolution':
      return `resolution/${record.accountId}/${record.clientOrderId}`;
    case 'acknowledgement':
      return `acknowledgement/${record.executorId}/${record.acknowledges}`;
  }
}

const DECISIVE = ['kill-switch/', 'limits/', 'hold/'];

/**
 * Whether nothing may be sent while the record under a key cannot be read: what it forbids, nobody knows, and what
 * stood there before is gone with compaction.
 */
export function stopsUnread(key: string): boolean {
  return DECISIVE.some((front) => key.startsWith(front));
}
