import { createClaimWriter } from './claims/claim-writer.ts';
import { createDegradable } from './claims/degradable.ts';
import { createNotedMemory, type NotedMemory } from './claims/noted-memory.ts';
import { createResolve, createStepWriter } from './claims/step-writer.ts';
import { createUnwrittenAccounts, type UnwrittenAccounts } from './claims/unwritten-accounts.ts';
import type { HeldOrders } from './held-orders.ts';
import type { OrderClaims } from './order-claims.ts';
import {
  type OrderClaimsOptions,
  type OrderClaimsSettings,
  withDefaults,
} from './order-claims-options.ts';
import type { ClaimWrite, UpdateWrite } from './store/record-store.ts';
import { createTurnBatcher } from './store/turn-batcher.ts';

/**
 * Claims over a store: the decisions of `record/`, one round trip each.
 *
 * @throws {IdempotencyError} INVALID_CONFIGURATION when the times contradict each other
 */
export function createOrderClaims(options: OrderClaimsOptions): OrderClaims & HeldOrders {
  const settings = withDefaults(options);
  const unwritten = createUnwrittenAccounts();
  const memory = options.degradeTo && createNotedMemory(options.degradeTo, settings);
  const gathered = gatheredWrites(settings, unwritten, memory);
  const { claim, take } = createDegradable({
    settings,
    writes: gathered,
    memory: memory?.writes,
    writeClaim: createClaimWriter(settings),
    writeStep: createStepWriter(settings),
    unwritten,
  });
  return {
    claim,
    resolve: createResolve(settings, gathered),
    renew: (held) => take(held, { kind: 'renew' }),
    markSubmitted: (held, body) =>
      take(held, body === undefined ? { kind: 'submit' } : { kind: 'submit', body }),
    markInDoubt: (held) => take(held, { kind: 'doubt' }),
    settle: (held, settlement) => take(held, { kind: 'settle', settlement }),
    hold: (held, hold) => take(held, { kind: 'hold', hold }),
  };
}

/**
 * What one turn of the event loop asks of one account goes in one call. What the store took is noted for this
 * process's memory, so that an outage begins with what this process knows and not with nothing.
 */
function gatheredWrites(
  settings: OrderClaimsSettings,
  unwritten: UnwrittenAccounts,
  memory: Pick<NotedMemory, 'noteClaim' | 'noteUpdate'> | undefined,
) {
  const { store, maxBatch, afterThisTurn, randomToken } = settings;
  return {
    read: store.read,
    claim: createTurnBatcher({
      send: async (accountId, writes: readonly ClaimWrite[]) => {
        const batch = await unwritten.whileTold(accountId, (beginsAnew) =>
          store.claim(accountId, writes, { next: randomToken(), beginsAnew }),
        );
        for (const [at, write] of writes.entries())
          if (batch.results[at]?.kind === 'set') memory?.noteClaim(accountId, write);
        return batch;
      },
      afterThisTurn,
      maxBatch,
    }),
    update: createTurnBatcher({
      send: async (accountId, writes: readonly UpdateWrite[]) => {
        const batch = await store.update(accountId, writes);
        for (const [at, write] of writes.entries())
          if (batch.results[at]?.kind === 'done') memory?.noteUpdate(accountId, write);
        return batch;
      },
      afterThisTurn,
      maxBatch,
    }),
  };
}
