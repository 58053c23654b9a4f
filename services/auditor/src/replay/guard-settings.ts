import { readFileSync } from 'node:fs';
import { type ContentGuard, createContentGuard } from '@orderonce/decisions';
import { IdempotencyError, loadIdempotencyConfig } from '@orderonce/idempotency';
import type { Variables } from '@orderonce/telemetry';
import { CommandFailure } from '../command-line/command-failure.ts';

const FILE = 'IDEMPOTENCY_CONFIG_FILE';
const NO_SETTINGS = 'idempotency: {}';

/**
 * The content guard as the executors' own variables set it up.
 *
 * @throws {CommandFailure} `BAD_CONFIGURATION`
 */
export function contentGuardOf(variables: Variables): ContentGuard {
  const file = variables[FILE];
  try {
    const text = file === undefined ? NO_SETTINGS : readFileSync(file, 'utf8');
    return createContentGuard(loadIdempotencyConfig(text, variables), (makeKey) => makeKey());
  } catch (error) {
    if (!(error instanceof IdempotencyError) && !isFileError(error)) throw error;
    throw new CommandFailure('BAD_CONFIGURATION', `${FILE}: ${error.message}`);
  }
}

function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
