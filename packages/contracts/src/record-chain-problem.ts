/** What is wrong at one record of a chained partition. */
export type ChainProblem =
  | { readonly kind: 'unlinked' | 'unreadable'; readonly offset: string }
  | {
      readonly kind: ChainBreak;
      readonly offset: string;
      readonly writerId: string;
      readonly n: number;
      /** The furthest record of the same writer before this one; null when there is none. */
      readonly after: { readonly n: number; readonly offset: string } | null;
    };

export type ChainBreak =
  /** The record, or the one before it in its chain, is not what was linked. */
  | 'changed'
  /** The writer's records between `after` and this one are not here. */
  | 'missing'
  /** The writer's first records are not here, although the partition was read from its beginning. */
  | 'headless'
  /** Another record stood in this place of the chain before. */
  | 'conflict'
  /** A record that was missing stands here, after its successors. */
  | 'misplaced'
  /** A place in the chain so far back that nothing can be compared; no resend comes so late. */
  | 'too-late';

/** The problem as a sentence for people, without its place. */
export function chainProblemText(problem: ChainProblem): string {
  switch (problem.kind) {
    case 'unlinked':
      return 'the record has no link, although records before it have one';
    case 'unreadable':
      return 'the link of the record cannot be read';
    case 'changed':
      return problem.after === null
        ? `record 1 of writer ${problem.writerId} is not what was linked`
        : `record ${problem.n} of writer ${problem.writerId} does not follow from the one before it, ${afterText(problem.after)}`;
    case 'missing':
      return `${countText(problem.n, problem.after?.n ?? 0)} of writer ${problem.writerId} missing, ${afterText(problem.after)}`;
    case 'headless':
      return `${countText(problem.n, 0)} of writer ${problem.writerId} missing at the beginning`;
    case 'conflict':
      return `another record was number ${problem.n} of writer ${problem.writerId} before`;
    case 'misplaced':
      return `record ${problem.n} of writer ${problem.writerId} stands ${afterText(problem.after)}`;
    case 'too-late':
      return `record ${problem.n} of writer ${problem.writerId} is repeated too late to be compared, ${afterText(problem.after)}`;
  }
}

function countText(n: number, afterN: number): string {
  const missing = n - afterN - 1;
  return missing === 1 ? 'one record' : `${missing} records`;
}

function afterText(after: { readonly n: number; readonly offset: string } | null): string {
  return after === null ? 'after none' : `after record ${after.n} at offset ${after.offset}`;
}
