import type { CommandFailureCode } from '../command-line/command-failure.ts';

/** What a thread says while it works on a job; the last word is `answer` or `failed`. */
export type ThreadWord<Answer> =
  | { readonly kind: 'read'; readonly records: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly text: string; readonly code?: CommandFailureCode };
