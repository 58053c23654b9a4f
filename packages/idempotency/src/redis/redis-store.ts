import { createHash } from 'node:crypto';
import { orderKey, rebuiltKey } from '../record/record-codec.ts';
import { decodeContentEntry } from '../store/content-entry.ts';
import type { ClaimResult, Generation, RecordStore, UpdateResult } from '../store/record-store.ts';
import { CLAIM_SCRIPT } from './claim-script.ts';
import type { RedisClient } from './connect-redis.ts';
import { inGroups } from './grouped-calls.ts';
import {
  areAlikeAsClaims,
  areAlikeAsUpdates,
  claimArguments,
  type ScriptArguments,
  updateArguments,
} from './script-arguments.ts';
import { ScriptCall } from './script-call.ts';
import { UPDATE_SCRIPT } from './update-script.ts';

/** Records in Redis or Redis Cluster: one script call a batch. It takes the connection over and closes it. */
export function createRedisStore(redis: RedisClient): RecordStore {
  const runClaim = script(redis, CLAIM_SCRIPT);
  const runUpdate = script(redis, UPDATE_SCRIPT);

  return {
    claim: (accountId, writes, generation) =>
      inGroups(writes, areAlikeAsClaims, async (group) => {
        const [now, met, ...results] = await runClaim(
          ...claimArguments(accountId, group, generation),
        );
        return {
          nowMs: Number(now),
          generation: toGeneration(String(met)),
          results: results.map(toClaimResult),
        };
      }),
    update: (accountId, writes) =>
      inGroups(writes, areAlikeAsUpdates, async (group) => {
        const [now, ...results] = await runUpdate(...updateArguments(accountId, group));
        return { nowMs: Number(now), results: results.map(toUpdateResult) };
      }),
    read: (accountId, clientOrderIds) =>
      Promise.all(clientOrderIds.map((id) => readText(redis, orderKey(accountId, id)))),
    readRebuilt: (accountId) => redis.get(rebuiltKey(accountId)),
    async writeRebuilt(accountId, note) {
      await redis.set(rebuiltKey(accountId), note);
    },
    async close() {
      redis.disconnect();
    },
  };
}

function toGeneration(text: string): Generation {
  const [name = '', beganAtMs] = text.split(' ');
  return { name, beganAtMs: Number(beganAtMs) };
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
  return async (...[keys, values]: ScriptArguments): Promise<unknown[]> => {
    try {
      return (await redis.sendCommand(new ScriptCall(digest, keys, values))) as unknown[];
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await redis.eval(lua, keys.length, ...keys, ...values)) as unknown[];
    }
  };
}
