import type { Decimal } from './decimal.ts';
import { canonical } from './decimal.ts';
import type { AccountId, ClientOrderId } from './identifiers.ts';

/**
 * Names of events. An outcome id depends on what happened and on nothing else, so that whoever publishes
 * it again, after a crash or on a replay, publishes the same event and not a second one.
 */
export const outcomeId = {
  verdict: (id: ClientOrderId) => `${id}/verdict`,
  attempted: (id: ClientOrderId) => `${id}/attempted`,
  /** `changeId`: of the resolution that sent the order again, after which its fate was unknown once more. */
  held: (id: ClientOrderId, changeId?: string) =>
    changeId === undefined ? `${id}/held` : `${id}/held/${changeId}`,
  resolved: (id: ClientOrderId, changeId: string) => `${id}/resolved/${changeId}`,
  trade: (id: ClientOrderId, cumQty: Decimal) => `${id}/trade/${canonical(cumQty)}`,
  canceled: (id: ClientOrderId) => `${id}/canceled`,
  expired: (id: ClientOrderId) => `${id}/expired`,
  replaced: (id: ClientOrderId) => `${id}/replaced`,
  /** `id`: of the cancel that the venue refused, as below of the replace. */
  cancelRejected: (id: ClientOrderId) => `${id}/cancel-rejected`,
  replaceRejected: (id: ClientOrderId) => `${id}/replace-rejected`,
  correction: (id: ClientOrderId, execId: string) => `${id}/correction/${execId}`,
  refused: (id: ClientOrderId, payloadHash: string) => `${id}/refused/${payloadHash}`,
  duplicate: (id: ClientOrderId, partition: number, offset: string) =>
    `${id}/duplicate/${partition}-${offset}`,
  external: (accountId: AccountId, execId: string) => `external/${accountId}/${execId}`,
} as const;
