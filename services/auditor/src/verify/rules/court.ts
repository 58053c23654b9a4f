import type { Findings, RecordPlace } from '../findings.ts';
import type { OrderFile } from '../order-file.ts';
import type { PartitionScope } from '../scope.ts';

/** What every rule about whole orders works with. */
export interface Court {
  readonly scope: PartitionScope;
  readonly findings: Findings;
  /** By the venue's id of the order that took the place. */
  readonly replaced: ReadonlyMap<string, OrderFile>;
  readonly intentAt: (offset: number) => RecordPlace;
  readonly outcomeAt: (offset: number) => RecordPlace;
}

/** What is read may begin in the middle of an order: with a copy of an intent whose verdict was told before. */
export function isBegunBefore(
  { isOld, isDuplicated, verdict, hold }: OrderFile,
  { scope }: Court,
): boolean {
  return isOld || (isDuplicated && verdict === null && hold === null && scope.intents.begin > 0n);
}
