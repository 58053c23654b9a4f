import { hash } from 'node:crypto';
import type { TopicNames } from '@orderonce/contracts';
import type { Findings } from '../findings.ts';
import type { RefusedCopy } from '../partition/intent-log.ts';
import type { Refusal } from '../partition/outcome-reading.ts';
import type { PartitionScope, SetAside } from '../scope.ts';
import { type Letters, letterPlace } from './read-dead-letters.ts';

export interface RefusedOfAll {
  readonly topics: TopicNames;
  readonly scopes: ReadonlyMap<number, PartitionScope>;
  readonly letters: Letters;
  readonly refused: readonly RefusedCopy[];
  readonly refusals: readonly Refusal[];
}

const NO_BYTES = hash('sha256', '');

/**
 * Invariant 2 for what cannot be read: each such record is set aside as it came, its sender is told where its id can
 * be read, and nothing else is set aside or refused.
 */
export function matchRefused(all: RefusedOfAll, findings: Findings): void {
  const { letters, refused, refusals } = all;
  const told = Map.groupBy(refusals, ({ copy }) =>
    copy === null ? '' : nameOf(copy.partition, copy.offset),
  );
  const copies = new Map(refused.map((copy) => [nameOf(copy.partition, copy.offset), copy]));
  for (const copy of refused) {
    const letter = letters.get(copy.partition)?.get(copy.offset);
    isSetAside(copy, letter, all, findings);
    isTold(copy, told.get(nameOf(copy.partition, copy.offset)) ?? [], all, findings);
  }
  for (const refusal of refusals) isOfRefused(refusal, copies, all, findings);
  for (const [partition, named] of letters)
    for (const letter of named.values())
      if (!copies.has(nameOf(partition, letter.offset)))
        isOfOther(partition, letter, all, findings);
}

const nameOf = (partition: number, offset: string) => `${partition}/${offset}`;

function isSetAside(
  copy: RefusedCopy,
  letter: SetAside | undefined,
  all: RefusedOfAll,
  findings: Findings,
): void {
  const { topics } = all;
  const complain = (found: string, expected: string) =>
    findings.add({
      check: 'dead-letters',
      ...(copy.clientOrderId !== undefined && { clientOrderId: copy.clientOrderId }),
      records: [
        intentPlace(copy, topics),
        ...(letter ? [letterPlace(topics.deadLetters, letter)] : []),
      ],
      expected,
      found,
      ...since(copy, all),
    });
  if (letter === undefined)
    complain('none', `a dead letter that names ${nameOf(copy.partition, copy.offset)}`);
  else if ((letter.sha256 ?? NO_BYTES) !== copy.sha256)
    complain(`SHA-256 ${letter.sha256}`, `the bytes of SHA-256 ${copy.sha256}`);
  else if (letter.reason !== copy.reason)
    complain(`reason ${letter.reason}`, `reason ${copy.reason}`);
}

function isTold(
  copy: RefusedCopy,
  told: readonly Refusal[],
  all: RefusedOfAll,
  findings: Findings,
): void {
  const { clientOrderId, sha256 } = copy;
  if (clientOrderId === undefined) return;
  findings.checked('answers');
  const isSame = (refusal: Refusal) =>
    refusal.clientOrderId === clientOrderId && refusal.payloadHash === sha256;
  if (told.some(isSame)) return;
  findings.add({
    check: 'answers',
    clientOrderId,
    records: [intentPlace(copy, all.topics), ...told.map(({ record }) => record)],
    expected: `REFUSED of SHA-256 ${sha256}`,
    found: told.length === 0 ? 'none' : `REFUSED of ${told[0]?.payloadHash}`,
    ...since(copy, all),
  });
}

function isOfRefused(
  refusal: Refusal,
  copies: ReadonlyMap<string, RefusedCopy>,
  { scopes, topics }: RefusedOfAll,
  findings: Findings,
): void {
  const { copy, record, clientOrderId, reasonCode, digest } = refusal;
  findings.checked('payload');
  const refused = copy === null ? undefined : copies.get(nameOf(copy.partition, copy.offset));
  if (refused !== undefined) {
    if (digest !== undefined && digest !== refused.digest)
      findings.add({
        check: 'payload',
        clientOrderId,
        records: [record, intentPlace(refused, topics)],
        expected: `the record that was refused, digest ${digest}`,
        found: `digest ${refused.digest}`,
      });
    return;
  }
  if (copy !== null && !isJudged(copy, scopes)) return;
  // An older executor may have refused what is read by now.
  if (reasonCode === 'UNSUPPORTED_SCHEMA_VERSION') return;
  findings.add({
    check: 'payload',
    clientOrderId,
    records: [record],
    expected: 'an intent that cannot be taken, at the place that it names',
    found: copy === null ? 'no place' : `none at ${nameOf(copy.partition, copy.offset)}`,
  });
}

/** A letter about a record that is not to be set aside. */
function isOfOther(
  partition: number,
  letter: SetAside,
  { topics, scopes }: RefusedOfAll,
  findings: Findings,
): void {
  if (letter.reason === 'UNSUPPORTED_SCHEMA_VERSION') return;
  if (!isJudged({ partition, offset: letter.offset }, scopes)) return;
  findings.add({
    check: 'dead-letters',
    records: [letterPlace(topics.deadLetters, letter)],
    expected: 'a record that cannot be taken, at the place that it names',
    found: `none at ${nameOf(partition, letter.offset)}`,
  });
}

/** False: it is not among what is read, or may be filtered out. */
function isJudged(
  { partition, offset }: { readonly partition: number; readonly offset: string },
  scopes: ReadonlyMap<number, PartitionScope>,
): boolean {
  const scope = scopes.get(partition);
  if (scope === undefined) return true;
  if (Object.values(scope.filter).some((wanted) => wanted !== undefined)) return false;
  const at = BigInt(offset);
  return at >= scope.intents.begin && (at < scope.intents.end || !scope.isCut);
}

/** What executors have committed is under way no more. */
function since(
  { partition, offset, logTimeMs }: RefusedCopy,
  { scopes }: RefusedOfAll,
): { sinceMs?: number } {
  const committed = scopes.get(partition)?.committed ?? 0n;
  return BigInt(offset) < committed ? {} : { sinceMs: logTimeMs };
}

function intentPlace({ partition, offset }: RefusedCopy, { intents }: TopicNames) {
  return { topic: intents, partition, offset };
}
