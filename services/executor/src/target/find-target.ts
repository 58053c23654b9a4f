import type { BrokerOrder, LookUpResult, RequestKind } from '@orderonce/brokers';
import type { ClientOrderId } from '@orderonce/contracts';
import type { Attempt, Permission } from '../attempt.ts';
import { askVenue } from '../attempt-calls.ts';
import { findByOurId } from './find-by-our-id.ts';

/** Where the replace chain of a named order stands at the venue now. */
export type Target =
  | {
      readonly kind: 'found';
      /** From the named order to the one that lives or that the chain ended with. Never empty. */
      readonly chain: readonly [BrokerOrder, ...BrokerOrder[]];
      readonly end: BrokerOrder;
    }
  /** No order under this name. As old as its question, and no proof within the visibility window. */
  | { readonly kind: 'absent' }
  /** Nothing was learnt, or a part of the chain is not shown yet. */
  | { readonly kind: 'unknown' }
  /** The claim was lost, or this process must begin nothing more. */
  | { readonly kind: 'stopped'; readonly permission: Exclude<Permission, 'granted'> };

/** A longer chain is looked through no further: no venue makes one in the life of a claim. */
const MAX_LINKS = 1000;

/**
 * Looks for the order that a replace or a cancel names, and follows its replacements to the last one: a strategy
 * that names an order of which it has not heard yet that it was replaced means what became of it.
 *
 * The first call is made under a permission that the caller asked for; each further one asks for its own.
 */
export async function findTarget(
  attempt: Attempt,
  name: ClientOrderId,
  kind: RequestKind,
): Promise<Target> {
  const first = await findByOurId(attempt, name, kind);
  if (first.kind !== 'found') return first;
  const chain: [BrokerOrder, ...BrokerOrder[]] = [first.order];
  let end = first.order;
  while (end.replacedBy !== undefined) {
    if (chain.length >= MAX_LINKS) return { kind: 'unknown' };
    const permission = await attempt.permission(kind, 0);
    if (permission !== 'granted') return { kind: 'stopped', permission };
    const next = await lookUp(attempt, end.replacedBy);
    // The venue names it, so it is there: what it does not show yet may be the order that lives.
    if (next.kind !== 'found') return { kind: 'unknown' };
    end = next.order;
    chain.push(end);
  }
  return { kind: 'found', chain, end };
}

function lookUp(attempt: Attempt, brokerOrderId: string): Promise<LookUpResult> {
  const timeoutMs = attempt.intake.options.brokerTimeoutMs;
  return askVenue<LookUpResult>(attempt, {
    name: 'findByBrokerOrderId',
    id: brokerOrderId,
    send: () => attempt.broker.findByBrokerOrderId(brokerOrderId, { timeoutMs }),
  });
}
