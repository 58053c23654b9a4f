export type ContractsErrorCode =
  /** The clock is outside what six base32 characters of session can say: 2020 to January 2054. */
  'CLOCK_OUT_OF_RANGE' | 'INVALID_STRATEGY_ID' | 'INVALID_UUID' | 'INVALID_ORDER_ID_PARTS';

/** A call that no correct program makes; `code` tells which. Bad input from outside is data instead. */
export class ContractsError extends Error {
  override readonly name = 'ContractsError';
  readonly code: ContractsErrorCode;

  constructor(code: ContractsErrorCode, text: string) {
    super(`${code}: ${text}`);
    this.code = code;
  }
}
