import { createHash } from 'node:crypto';
import type { AccountId, StrategyId } from '@orderonce/contracts';
import { contentKeyName, generationKey, orderKey } from '../record/record-codec.ts';
import { decodeContentEntry } from '../store/content-entry.ts';
import type {
  ClaimResult,
  ClaimWrite,
  GenerationWrite,
  RecordStore,
  UpdateResult,
  UpdateWrite,
} from '../store/record-store.ts';
import { CLAIM_SCRIPT } from './claim-script.ts';
import type { RedisClient } from './connect-redis.ts';
import { UPDATE_SCRIPT } from './update-script.ts';

/** Records in Redis or Redis Cluster: one script call a batch. It takes the connection over and closes it. */
export function createRedisStore(redis: RedisClient): RecordStore {
  const runClaim = script(redis, CLAIM_SCRIPT);
  const runUpdate = script(redis, UPDATE_SCRIPT);

  return {
    async claim(accountId, writes, generation) {
      const [now, began, ...results] = await runClaim(
        ...claimArguments(accountId, writes, generation),
      );
      return {
        nowMs: Number(now),
        generationBeganAtMs: Number(began),
        results: results.map(toClaimResult),
      };
    },
    async update(accountId, writes) {
      const [now, ...results] = await runUpdate(...updateArguments(accountId, writes));
      return { nowMs: Number(now), results: results.map(toUpdateResult) };
    },
    read: (accountId, clientOrderIds) =>
      Promise.all(clientOrderIds.map((id) => readText(redis, orderKey(accountId, id)))),
    async close() {
      redis.disconnect();
    },
  };
}

type Arguments = readonly [keys: readonly string[], values: readonly (string | number)[]];

function claimArguments(
  accountId: AccountId,
  writes: readonly ClaimWrite[],
  { next, beginsAnew }: GenerationWrite,
): Arguments {
  const keys = [generationKey(accountId)];
  const values: (string | number)[] = [next, beginsAnew ? 1 : 0];
  for (const { clientOrderId, stamp, leaseMs, body, content } of writes) {
    keys.push(orderKey(accountId, clientOrderId));
    const contents = content === undefined ? [] : [content.key, ...content.neighbours];
    values.push(clientOrderId, stamp, leaseMs, body, contents.length);
    if (content === undefined) continue;
    const { createdAtMs, resolutionMs, ttlMs, expiryMemoryMs, details } = content;
    values.push(createdAtMs, resolutionMs, ttlMs, expiryMemoryMs, details);
    for (const key of contents) {
      keys.push(contentKeyName(accountId, content.strategyId as StrategyId, key));
    }
  }
  return [keys, values];
}

function updateArguments(accountId: AccountId, writes: readonly UpdateWrite[]): Arguments {
  const keys: string[] = [];
  const values: (string | number)[] = [];
  for (const write of writes) {
    const { clientOrderId, expected, stamp, leaseMs, duplicateOf, body, content } = write;
    keys.push(orderKey(accountId, clientOrderId));
    values.push(clientOrderId, expected, stamp, leaseMs, duplicateOf, body, write.ttlMs ?? 0);
    values.push(content === undefined ? '' : content.kind);
    if (content === undefined) continue;
    keys.push(contentKeyName(accountId, content.strategyId as StrategyId, content.key));
    if (content.kind === 'take') values.push(content.createdAtMs, content.ttlMs, content.details);
  }
  return [keys, values];
}

function toClaimResult(answer: unknown): ClaimResult {
  if (answer === '') return { kind: 'set' };
  const [what, text] = answer as [string, string];
  if (what === 'stands') return { kind: 'stands', value: text };
  const content = decodeContentEntry(text);
  if (content === null)
    throw new Error('the claim script answered with a content entry of no form');
  return what === 'duplicate'
    ? { kind: 'set-as-duplicate', content }
    : { kind: 'set', expiredContent: content };
}

function toUpdateResult(answer: unknown): UpdateResult {
  return typeof answer === 'string' ? { kind: 'stands', value: answer } : { kind: 'done' };
}

async function readText(redis: RedisClient, key: string): Promise<string | null> {
  try {
    return await redis.get(key);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return '';
    throw error;
  }
}

/** Runs by digest and sends the text once when Redis does not know it: NOSCRIPT means that nothing ran. */
function script(redis: RedisClient, lua: string) {
  const digest = createHash('sha1').update(lua).digest('hex');
  return async (...[keys, values]: Arguments): Promise<unknown[]> => {
    const all = [...keys, ...values];
    try {
      return (await redis.evalsha(digest, keys.length, ...all)) as unknown[];
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await redis.eval(lua, keys.length, ...all)) as unknown[];
    }
  };
}
