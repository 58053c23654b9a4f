/** The stack cannot be had; the message is for the person who wanted it and says what to do. */
export class StackFailure extends Error {
  override readonly name = 'StackFailure';
  /** What the process should end with: 2 for a wrong variable, 1 for everything else. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Shows a failure as its reader needs it, without a stack where the message is for a person. */
export function tellFailure(error: unknown): { readonly exitCode: number } {
  if (!(error instanceof StackFailure)) {
    console.error(error);
    return { exitCode: 1 };
  }
  console.error(error.message);
  return error;
}
