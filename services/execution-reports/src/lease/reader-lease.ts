import type { AccountId } from '@orderonce/contracts';

/** `unknown`: the store gave no answer, so it may be anybody's. */
export type LeaseAnswer = 'ours' | 'others' | 'unknown';

/** Who reports one account's executions. Holding it makes nothing safe: it only spares the second reader's work. */
export interface ReaderLease {
  /** Takes it if it is free, lengthens it if it is ours. Never rejects. */
  take(): Promise<LeaseAnswer>;
  /** Gives it back if it is ours, so that the next reader need not wait for its end. Never rejects. */
  release(): Promise<void>;
}

/** Runs a Lua script; rejects, within a time limit of its own, when there is no answer. */
export type RunScript = (
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

// One script for the first taking and every renewal: a repeat of a call whose answer was lost finds its own token.
const TAKE = `
local holder = redis.call('GET', KEYS[1])
if holder == false then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
if holder ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

// Compares first: after a pause of ours the lease may be another reader's.
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

export interface ReaderLeaseOptions {
  readonly accountId: AccountId;
  /** This reader's name; unique among all that ever ran. */
  readonly token: string;
  readonly leaseMs: number;
  readonly runScript: RunScript;
}

export function createReaderLease(options: ReaderLeaseOptions): ReaderLease {
  const { accountId, token, leaseMs, runScript } = options;
  const keys = [`once:{${accountId}}:execution-reports`];
  return {
    async take() {
      try {
        return (await runScript(TAKE, keys, [token, leaseMs])) === 1 ? 'ours' : 'others';
      } catch {
        return 'unknown';
      }
    },
    async release() {
      try {
        await runScript(RELEASE, keys, [token]);
      } catch {
        // It ends by itself.
      }
    },
  };
}
