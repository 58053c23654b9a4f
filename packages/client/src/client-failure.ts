import type { Problem } from '@orderonce/contracts';

export type ClientFailureCode =
  /** A field of the intent breaks a rule; nothing was sent. */
  | 'INVALID_INTENT'
  /** An environment variable or an option breaks a rule. */
  | 'INVALID_CONFIGURATION'
  /** The outcome did not come in time. It says nothing about the order: ask again. */
  | 'OUTCOME_TIMEOUT'
  /** Outcomes were deleted before the reader's store took them; the text says which. A person has to decide. */
  | 'RECORDS_GONE'
  /** The client was stopped. */
  | 'STOPPED';

/** What this package throws; `code` tells which, `problems` name the fields and the rules. */
export class ClientFailure extends Error {
  override readonly name = 'ClientFailure';
  readonly code: ClientFailureCode;
  readonly problems: readonly Problem[];

  constructor(code: ClientFailureCode, text: string, problems: readonly Problem[] = []) {
    super([`${code}: ${text}`, ...problems.map(sentence)].join('\n  '));
    this.code = code;
    this.problems = problems;
  }
}

function sentence({ path, rule }: Problem): string {
  return path === '' ? rule : `${path} ${rule}`;
}
