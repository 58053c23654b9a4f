import { createRequire } from 'node:module';

interface ErrorTable {
  createErrorFromCode(code: number): Error;
}

const { createErrorFromCode }: ErrorTable = createRequire(import.meta.url)(
  'kafkajs/src/protocol/error',
);

/** The error of kafkajs for what a broker answered; null for 0. */
export function brokerError(errorCode: number): Error | null {
  return errorCode === 0 ? null : createErrorFromCode(errorCode);
}

/** kafkajs wraps what it gave up retrying; what counts is the error at the bottom. */
function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootCause(error.cause) : error;
}

/** The broker's name of an error, such as `REBALANCE_IN_PROGRESS`; empty when it did not come from there. */
export function brokerErrorType(error: unknown): string {
  const root = rootCause(error);
  return root instanceof Error && 'type' in root && typeof root.type === 'string' ? root.type : '';
}

/** True when the same call may work a moment later: the cluster is away, loading or moving. */
export function isPassing(error: unknown): boolean {
  const root = rootCause(error);
  return root instanceof Error && 'retriable' in root && root.retriable === true;
}
