import type { AccountId, StrategyId } from '@orderonce/contracts';
import { contentKeyName, generationKey, orderKey } from '../record/record-codec.ts';
import type { ClaimWrite, GenerationWrite, UpdateWrite } from '../store/record-store.ts';

export type ScriptArguments = readonly [
  keys: readonly string[],
  values: readonly (string | number)[],
];

/** Whether two claims have in common what one script call says once for all. */
export function areAlikeAsClaims(one: ClaimWrite, other: ClaimWrite): boolean {
  if (one.leaseMs !== other.leaseMs) return false;
  const { content: a } = one;
  const { content: b } = other;
  if (a === undefined || b === undefined) return a === b;
  return (
    a.neighbours.length === b.neighbours.length &&
    a.resolutionMs === b.resolutionMs &&
    a.ttlMs === b.ttlMs &&
    a.expiryMemoryMs === b.expiryMemoryMs
  );
}

/** The arguments of claims that are alike. */
export function claimArguments(
  accountId: AccountId,
  writes: readonly ClaimWrite[],
  { next, beginsAnew }: GenerationWrite,
): ScriptArguments {
  const [first] = writes;
  const shared = first?.content;
  const keys = [generationKey(accountId)];
  const values: (string | number)[] = [
    next,
    beginsAnew ? 1 : 0,
    first?.leaseMs ?? 0,
    shared === undefined ? 0 : 1 + shared.neighbours.length,
    shared?.resolutionMs ?? 0,
    shared?.ttlMs ?? 0,
    shared === undefined ? 0 : shared.ttlMs + shared.expiryMemoryMs,
  ];
  for (const { clientOrderId, stamp, body, content } of writes) {
    keys.push(orderKey(accountId, clientOrderId));
    values.push(clientOrderId, stamp, body);
    if (content === undefined) continue;
    values.push(content.createdAtMs, content.details);
    const strategyId = content.strategyId as StrategyId;
    keys.push(contentKeyName(accountId, strategyId, content.key));
    for (const key of content.neighbours) keys.push(contentKeyName(accountId, strategyId, key));
  }
  return [keys, values];
}

/** The same for updates. */
export function areAlikeAsUpdates(one: UpdateWrite, other: UpdateWrite): boolean {
  return (
    one.leaseMs === other.leaseMs &&
    one.ttlMs === other.ttlMs &&
    one.content?.kind === other.content?.kind
  );
}

/** The arguments of updates that are alike. */
export function updateArguments(
  accountId: AccountId,
  writes: readonly UpdateWrite[],
): ScriptArguments {
  const [first] = writes;
  const keys: string[] = [];
  const values: (string | number)[] = [
    first?.leaseMs ?? 0,
    first?.ttlMs ?? 0,
    first?.content?.kind ?? '',
  ];
  for (const { clientOrderId, expected, stamp, duplicateOf, body, content } of writes) {
    keys.push(orderKey(accountId, clientOrderId));
    values.push(expected, stamp, `${duplicateOf} ${body}`);
    if (content === undefined) continue;
    keys.push(contentKeyName(accountId, content.strategyId as StrategyId, content.key));
    values.push(clientOrderId);
    if (content.kind === 'take') values.push(content.createdAtMs, content.ttlMs, content.details);
  }
  return [keys, values];
}
