export const IDEMPOTENCY_ERROR_CODES = [
  'INVALID_ENVIRONMENT',
  'INVALID_CONFIGURATION',
  'INVALID_FIELD',
  'UNSAFE_REDIS',
  'REDIS_UNREACHABLE',
  'FOREIGN_CLAIM',
] as const;
export type IdempotencyErrorCode = (typeof IDEMPOTENCY_ERROR_CODES)[number];

/** The one error of this package: for what must be repaired, never for what a store may answer. */
export class IdempotencyError extends Error {
  override readonly name = 'IdempotencyError';
  readonly code: IdempotencyErrorCode;
  /** The field at fault, where there is one. */
  readonly field?: string;

  constructor(code: IdempotencyErrorCode, text: string, field?: string) {
    super(`${code}: ${text}`);
    this.code = code;
    if (field !== undefined) this.field = field;
  }
}
