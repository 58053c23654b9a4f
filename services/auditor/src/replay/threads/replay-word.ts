import type { CommandFailureCode } from '../../command-line/command-failure.ts';
import type { PartitionAnswer } from '../read-partition.ts';

/** What a thread says while it replays a partition; the last word is `answer` or `failed`. */
export type ReplayWord =
  | { readonly kind: 'read'; readonly records: number }
  | { readonly kind: 'answer'; readonly answer: PartitionAnswer }
  | { readonly kind: 'failed'; readonly text: string; readonly code?: CommandFailureCode };
