import { readFileSync } from 'node:fs';
import type { Intent } from '@orderonce/contracts';
import { createContentGuard, createContentKeys } from '@orderonce/decisions';
import {
  type IdempotencyConfig,
  IdempotencyError,
  loadIdempotencyConfig,
} from '@orderonce/idempotency';
import type { Variables } from '@orderonce/telemetry';
import { CommandFailure } from '../command-line/command-failure.ts';

const FILE = 'IDEMPOTENCY_CONFIG_FILE';
const NO_SETTINGS = 'idempotency: {}';

/** What the content guard makes of an intent. */
export interface ReplayGuard {
  /** Undefined where the strategy may repeat itself. */
  keyOf(intent: Intent): string | undefined;
  /** The keys of the spans of time before and after. */
  neighboursOf(intent: Intent): readonly string[];
}

export function replayGuard(config: IdempotencyConfig): ReplayGuard {
  const guard = createContentGuard(config, (makeKey) => makeKey());
  return {
    keyOf: createContentKeys(config),
    neighboursOf: (intent) => guard.claimFor(intent)?.neighbours ?? [],
  };
}

/**
 * The content guard as the executors' own variables set it up.
 *
 * @throws {CommandFailure} `BAD_CONFIGURATION`
 */
export function contentGuardOf(variables: Variables): ReplayGuard {
  const file = variables[FILE];
  try {
    const text = file === undefined ? NO_SETTINGS : readFileSync(file, 'utf8');
    return replayGuard(loadIdempotencyConfig(text, variables));
  } catch (error) {
    if (!(error instanceof IdempotencyError) && !isFileError(error)) throw error;
    throw new CommandFailure('BAD_CONFIGURATION', `${FILE}: ${error.message}`);
  }
}

function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
