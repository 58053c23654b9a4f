import type { ClientOrderId } from '@orderonce/contracts';
import type { Message } from './message.ts';

/** One intent of a chain. */
export interface ChainLink {
  readonly id: ClientOrderId;
  readonly kind: 'place' | 'replace' | 'cancel' | 'close';
  /** The order that it replaces or cancels. */
  readonly target?: ClientOrderId;
}

/** What the messages tell of which intent replaces or cancels which order. Outcomes alone tell it too. */
export function linksIn(messages: readonly Message[]): ChainLink[] {
  const links = new Map<ClientOrderId, ChainLink>();
  for (const message of messages) {
    const link = linkOf(message);
    if (link !== null && !(links.get(link.id)?.target !== undefined && link.target === undefined))
      links.set(link.id, link);
  }
  return [...links.values()];
}

function linkOf(message: Message): ChainLink | null {
  if (message.kind === 'intent') {
    const { clientOrderId: id, kind } = message.intent;
    const target = 'origClientOrderId' in message.intent && message.intent.origClientOrderId;
    return { id, kind, ...(target && { target }) };
  }
  if (message.kind !== 'outcome') return null;
  const { clientOrderId, origClientOrderId: target, execType, order } = message.outcome;
  if (execType === 'EXTERNAL' || clientOrderId === undefined || target === undefined) return null;
  // A replace is an order of its own, a cancel is none.
  return { id: clientOrderId as ClientOrderId, kind: order ? 'replace' : 'cancel', target };
}

/** The orders that this one replaced, one after the other, itself included. */
export function replacedBy(id: ClientOrderId, links: readonly ChainLink[]): Set<ClientOrderId> {
  const replaced = new Set<ClientOrderId>();
  for (let at: ClientOrderId | undefined = id; at !== undefined && !replaced.has(at); ) {
    replaced.add(at);
    const current: ClientOrderId = at;
    at = links.find((link) => link.id === current && link.kind === 'replace')?.target;
  }
  return replaced;
}

/** All that replaced one another, the order itself included, and the cancels that named one of them. */
export function chainOf(id: ClientOrderId, links: readonly ChainLink[]): Set<ClientOrderId> {
  const chain = new Set([id]);
  for (let before = 0; before < chain.size; ) {
    before = chain.size;
    for (const { id: from, target, kind } of links) {
      if (target === undefined) continue;
      if (chain.has(target)) chain.add(from);
      // Who cancels an order knows it, but another cancel of that order is no part of this one's story.
      else if (chain.has(from) && (kind === 'replace' || from === id)) chain.add(target);
    }
  }
  return chain;
}
