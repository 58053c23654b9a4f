/** The stack cannot be had; the message is for the person who wanted it and says what to do. */
export class StackFailure extends Error {
  override readonly name = 'StackFailure';
}
