import type { AccountId, StrategyId } from '@orderonce/contracts';
import { contentKeyName, generationKey, orderKey } from '../record/record-codec.ts';
import type { ClaimWrite, GenerationWrite, UpdateWrite } from '../store/record-store.ts';

export type ScriptArguments = readonly [
  keys: readonly string[],
  values: readonly (string | number)[],
];

/** What the claims of one script call have in common. */
export function sharedByClaim({ leaseMs, content }: ClaimWrite): string {
  if (content === undefined) return `${leaseMs}`;
  const { neighbours, resolutionMs, ttlMs, expiryMemoryMs } = content;
  return `${leaseMs} ${neighbours.length} ${resolutionMs} ${ttlMs} ${expiryMemoryMs}`;
}

/** The arguments of claims that share what `sharedByClaim` says. */
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

/** What the updates of one script call have in common. */
export function sharedByUpdate({ leaseMs, ttlMs, content }: UpdateWrite): string {
  return `${leaseMs} ${ttlMs ?? 0} ${content?.kind ?? ''}`;
}

/** The arguments of updates that share what `sharedByUpdate` says. */
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
