import type { CommandFailureCode } from '../../command-line/command-failure.ts';
import type { PartitionFindings } from '../partition/audit-partition.ts';

/** What a thread says while it judges a partition; the last word is `found` or `failed`. */
export type WorkerWord =
  | { readonly kind: 'read'; readonly records: number }
  | { readonly kind: 'found'; readonly found: PartitionFindings }
  | { readonly kind: 'failed'; readonly text: string; readonly code?: CommandFailureCode };
