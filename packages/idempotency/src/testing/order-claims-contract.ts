import type { AccountId, ClientOrderId } from '@orderonce/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { createOrderClaims } from '../create-order-claims.ts';
import type { HeldOrders } from '../held-orders.ts';
import type { OrderClaims } from '../order-claims.ts';
import type { RecordStore } from '../store/record-store.ts';
import {
  accepted,
  claimOf,
  claimRequest,
  clientOrderId,
  contentKeyClaim,
  rejected,
} from './claim-requests.ts';

export interface StoreUnderTest {
  readonly store: RecordStore;
  /** Short where time really passes, and yet far longer than a few calls take. */
  readonly leaseMs: number;
  /** An account that nobody used before. */
  readonly newAccount: () => AccountId;
  /** Lets the store's clock go on. */
  readonly pass: (ms: number) => Promise<void>;
  /** Ways to spoil what stands where a record is, by name. */
  readonly corruptions: Readonly<
    Record<string, (accountId: AccountId, id: ClientOrderId) => Promise<void>>
  >;
  readonly forget: (accountId: AccountId, id: ClientOrderId) => Promise<void>;
  /** Whether the record is there after this time; the time may really pass. */
  readonly outlives: (accountId: AccountId, id: ClientOrderId, ms: number) => Promise<boolean>;
}

const MARGIN_MS = 20;
const SETTLED_TTL_MS = 1_000_000;

/** What every store must do; each implementation runs all of it. */
export function orderClaimsContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`claims over ${name}`, () => {
    let given: StoreUnderTest;
    let claims: OrderClaims & HeldOrders;
    let tokens = 0;
    let account: AccountId;

    const newClaims = (monotonicMs = () => 5_000) =>
      createOrderClaims({
        store: given.store,
        clock: { monotonicMs, epochMs: () => 1_763_790_931_000 },
        randomToken: () => `token-${++tokens}`,
        leaseMs: given.leaseMs,
        sendMarginMs: MARGIN_MS,
        intentsRetentionMs: SETTLED_TTL_MS - 1,
        settledTtlMs: SETTLED_TTL_MS,
        contentTtlMs: contentTtlMs(),
        expiryMemoryMs: 60_000,
      });
    const claim = (sequence: number, changes?: Parameters<typeof claimRequest>[2]) =>
      claims.claim(claimRequest(account, sequence, changes));

    beforeAll(async () => {
      given = await open();
      claims = newClaims();
      account = given.newAccount();
      return () => given.store.close();
    });

    const contentTtlMs = () => given.leaseMs * 2;
    const anew = () => {
      account = given.newAccount();
    };

    test('the first claim is fresh and may send until its lease less the margin', async () => {
      anew();
      expect(await claim(1)).toMatchObject({
        kind: 'fresh',
        claim: {
          clientOrderId: clientOrderId(1),
          version: 1,
          sendDeadlineMonotonicMs: 5_000 + given.leaseMs - MARGIN_MS,
        },
      });
    });

    test('FR-002: of many claims at once exactly one is fresh', async () => {
      anew();
      const kinds = await Promise.all(
        Array.from({ length: 100 }, async () => (await claim(1)).kind),
      );
      expect(kinds.filter((kind) => kind === 'fresh')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'owned')).toHaveLength(99);
    });

    test('NFR-003: accounts do not see each other', async () => {
      anew();
      await claim(1, { contentOf: 'k' });
      anew();
      expect(await claim(1, { contentOf: 'k' })).toMatchObject({ kind: 'fresh' });
    });

    test('another attempt waits for the lease and then is in doubt', async () => {
      anew();
      await claim(1);
      const waiting = await claim(1);
      expect(waiting.kind).toBe('owned');
      await given.pass(given.leaseMs + 5);
      const taken = await claim(1);
      expect(taken).toMatchObject({ kind: 'earlier-attempt', claim: { version: 2 } });
      expect((await claim(1)).kind).toBe('owned');
    });

    test('a renewed lease keeps others waiting', async () => {
      anew();
      const first = claimOf(await claim(1));
      await given.pass(given.leaseMs * 0.7);
      expect(await claims.renew(first)).toMatchObject({ kind: 'done', claim: { version: 2 } });
      await given.pass(given.leaseMs * 0.7);
      expect((await claim(1)).kind).toBe('owned');
    });

    test('of many take-overs at once exactly one succeeds', async () => {
      anew();
      await claim(1);
      await given.pass(given.leaseMs + 5);
      const kinds = await Promise.all(
        Array.from({ length: 20 }, async () => (await claim(1)).kind),
      );
      expect(kinds.filter((kind) => kind === 'earlier-attempt')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'owned')).toHaveLength(19);
    });

    test('an attempt that was taken over can change nothing any more', async () => {
      anew();
      const zombie = claimOf(await claim(1));
      await given.pass(given.leaseMs + 5);
      const owner = claimOf(await claim(1));
      expect(await claims.renew(zombie)).toEqual({ kind: 'lost' });
      expect(await claims.markSubmitted(zombie)).toEqual({ kind: 'lost' });
      expect(await claims.markInDoubt(zombie)).toEqual({ kind: 'lost' });
      expect(await claims.settle(zombie, rejected)).toEqual({ kind: 'lost' });
      expect((await claims.settle(owner, accepted)).kind).toBe('done');
      expect(await claims.settle(zombie, rejected)).toEqual({ kind: 'lost' });
      expect(await claim(1)).toMatchObject({ kind: 'settled', settlement: accepted });
    });

    test('FR-002: a settled order answers with its verdict, and knows a redelivery from a copy', async () => {
      anew();
      await claims.settle(claimOf(await claim(1)), accepted);
      expect(await claim(1)).toEqual({ kind: 'settled', settlement: accepted, isRedelivery: true });
      expect(await claim(1, { source: { partition: 3, offset: '900' } })).toEqual({
        kind: 'settled',
        settlement: accepted,
        isRedelivery: false,
      });
    });

    test('the same verdict twice is done, another one is not', async () => {
      anew();
      const first = claimOf(await claim(1));
      await claims.settle(first, accepted);
      expect((await claims.settle(first, accepted)).kind).toBe('done');
      expect(await claims.settle(first, rejected)).toEqual({ kind: 'lost' });
    });

    test('a step from an earlier version of one’s own record is taken on top of the later one', async () => {
      anew();
      const first = claimOf(await claim(1));
      await claims.renew(first);
      expect(await claims.markSubmitted(first)).toMatchObject({
        kind: 'done',
        claim: { version: 3 },
      });
      expect(await claims.settle(first, accepted)).toMatchObject({ kind: 'done' });
      expect(await claims.renew(first)).toEqual({ kind: 'lost' });
    });

    test('a computed body is given back to a later attempt', async () => {
      anew();
      await claims.markSubmitted(claimOf(await claim(1)), { side: 'SELL', quantity: '7' });
      await given.pass(given.leaseMs + 5);
      expect(await claim(1)).toMatchObject({
        kind: 'earlier-attempt',
        body: { side: 'SELL', quantity: '7' },
      });
    });

    test('the same id with another payload is told by its fields', async () => {
      anew();
      const first = claimOf(await claim(1));
      const other = { payload: { symbol: 'AAPL', side: 'SELL', quantity: '100' } };
      const answer = { kind: 'other-payload', differingFields: ['side'] };
      expect(await claim(1, other)).toEqual(answer);
      await claims.settle(first, accepted);
      expect(await claim(1, other)).toEqual(answer);
    });

    test('open and held records stay, a settled one goes after its time', async () => {
      anew();
      const first = claimOf(await claim(1));
      expect(await given.outlives(account, clientOrderId(1), SETTLED_TTL_MS)).toBe(true);
      await claims.markInDoubt(first);
      expect(await given.outlives(account, clientOrderId(1), SETTLED_TTL_MS)).toBe(true);
      await claims.settle(first, accepted);
      expect(await given.outlives(account, clientOrderId(1), SETTLED_TTL_MS - 5_000)).toBe(true);
      expect(await given.outlives(account, clientOrderId(1), SETTLED_TTL_MS)).toBe(false);
    });

    test('a held order stays held until a person resolves it', async () => {
      anew();
      const hold = { reason: { code: 'FATE_UNKNOWN', text: 'no answer' }, heldAtMs: 9 } as const;
      const first = claimOf(await claim(1));
      expect((await claims.hold(first, hold)).kind).toBe('done');
      expect(await given.outlives(account, clientOrderId(1), SETTLED_TTL_MS)).toBe(true);
      expect(await claim(1)).toEqual({ kind: 'held', hold, isRedelivery: true });
      const order = { accountId: first.accountId, clientOrderId: first.clientOrderId };
      expect(await claims.resolve({ ...order, resolution: rejected })).toEqual({ kind: 'done' });
      expect(await claims.resolve({ ...order, resolution: accepted })).toEqual({
        kind: 'not-held',
      });
      expect(await claim(1)).toMatchObject({ kind: 'settled', settlement: rejected });
    });

    test('a reopened order is in doubt for whoever claims it next', async () => {
      anew();
      const first = claimOf(await claim(1));
      const hold = { reason: { code: 'FATE_UNKNOWN', text: 'no answer' }, heldAtMs: 9 } as const;
      await claims.hold(first, hold);
      const { accountId } = first;
      await claims.resolve({ accountId, clientOrderId: clientOrderId(1), resolution: 'reopen' });
      expect((await claim(1)).kind).toBe('earlier-attempt');
    });

    test('a record that is gone is created by the next step', async () => {
      anew();
      const first = claimOf(await claim(1));
      await given.forget(account, clientOrderId(1));
      expect((await claims.settle(first, accepted)).kind).toBe('done');
      expect((await claim(1)).kind).toBe('settled');
    });

    test('NFR-002: a corrupt record counts as in doubt and is repaired', async () => {
      for (const [how, corrupt] of Object.entries(given.corruptions)) {
        anew();
        await claim(1);
        await corrupt(account, clientOrderId(1));
        const answer = await claim(1);
        expect([how, answer.kind]).toEqual([how, 'earlier-attempt']);
        expect((await claims.settle(claimOf(answer), accepted)).kind).toBe('done');
        expect((await claim(1)).kind).toBe('settled');
      }
    });

    test('a step over what nobody can read writes what its attempt knows', async () => {
      for (const corrupt of Object.values(given.corruptions)) {
        anew();
        const first = claimOf(await claim(1));
        await corrupt(account, clientOrderId(1));
        expect((await claims.settle(first, accepted)).kind).toBe('done');
        expect((await claim(1)).kind).toBe('settled');
      }
    });

    test('FR-002: the same content under a new id is told, with the original and what came of it', async () => {
      anew();
      const first = claimOf(await claim(1, { contentOf: 'k' }));
      const second = await claim(2, { contentOf: 'k' });
      expect(second).toMatchObject({ kind: 'content-duplicate', original: clientOrderId(1) });
      expect(second).not.toHaveProperty('settlement');
      await claims.settle(first, accepted);
      expect(await claim(3, { contentOf: 'k' })).toMatchObject({
        kind: 'content-duplicate',
        original: clientOrderId(1),
        settlement: accepted,
      });
    });

    test('two strategies wanting the same order are two orders', async () => {
      anew();
      await claim(1, { contentOf: 'k' });
      const other = { contentOf: 'k', strategyId: 'REV' as never };
      expect((await claim(2, other)).kind).toBe('fresh');
    });

    test('a content duplicate owns its record: its denial stays, its repeated claim is the same', async () => {
      anew();
      await claim(1, { contentOf: 'k' });
      await claim(2, { contentOf: 'k' });
      await given.pass(given.leaseMs + 5);
      const again = await claim(2, { contentOf: 'k' });
      expect(again).toMatchObject({ kind: 'content-duplicate', original: clientOrderId(1) });
      const denial = { ...rejected, verdict: 'DENIED', duplicateOf: clientOrderId(1) } as const;
      expect((await claims.settle(claimOf(again), denial)).kind).toBe('done');
      expect(await claim(2, { contentOf: 'k' })).toMatchObject({
        kind: 'settled',
        settlement: denial,
      });
      // The denied copy never had the content key, so denying it freed nothing.
      expect((await claim(3, { contentOf: 'k' })).kind).toBe('content-duplicate');
    });

    test('a definite failure frees the content key', async () => {
      anew();
      await claims.settle(claimOf(await claim(1, { contentOf: 'k' })), rejected);
      expect((await claim(2, { contentOf: 'k' })).kind).toBe('fresh');
      anew();
      const denied = { ...rejected, verdict: 'DENIED' } as const;
      await claims.settle(claimOf(await claim(1, { contentOf: 'k' })), denied);
      expect((await claim(2, { contentOf: 'k' })).kind).toBe('fresh');
    });

    test('neither doubt nor a hold nor an acceptance frees the content key', async () => {
      anew();
      await claims.markInDoubt(claimOf(await claim(1, { contentOf: 'doubt' })));
      expect((await claim(2, { contentOf: 'doubt' })).kind).toBe('content-duplicate');
      const hold = { reason: { code: 'FATE_UNKNOWN', text: 'no answer' }, heldAtMs: 9 } as const;
      await claims.hold(claimOf(await claim(3, { contentOf: 'hold' })), hold);
      expect((await claim(4, { contentOf: 'hold' })).kind).toBe('content-duplicate');
      await claims.settle(claimOf(await claim(5, { contentOf: 'yes' })), accepted);
      expect((await claim(6, { contentOf: 'yes' })).kind).toBe('content-duplicate');
    });

    test('FR-004: the content key ends by time, the client order id never does', async () => {
      anew();
      await claims.settle(claimOf(await claim(1, { contentOf: 'k' })), accepted);
      await given.pass(contentTtlMs() + 5);
      expect((await claim(2, { contentOf: 'k' })).kind).toBe('fresh');
      expect((await claim(1, { contentOf: 'k' })).kind).toBe('settled');
    });

    test('looking at a content key does not keep it alive', async () => {
      anew();
      await claim(1, { contentOf: 'k' });
      await given.pass(given.leaseMs);
      expect((await claim(2, { contentOf: 'k' })).kind).toBe('content-duplicate');
      await given.pass(given.leaseMs + 5);
      expect((await claim(3, { contentOf: 'k' })).kind).toBe('fresh');
    });

    test('a neighbouring bucket is a duplicate when less than a resolution apart, in both orders', async () => {
      anew();
      const early = contentKeyClaim('7', ['6', '8'], 0);
      const near = contentKeyClaim('8', ['7', '9'], 59_999);
      const far = contentKeyClaim('8', ['7', '9'], 60_000);
      await claim(1, { contentKey: early });
      expect((await claim(2, { contentKey: near })).kind).toBe('content-duplicate');
      expect((await claim(3, { contentKey: far })).kind).toBe('fresh');
      anew();
      await claim(1, { contentKey: near });
      expect((await claim(2, { contentKey: early })).kind).toBe('content-duplicate');
    });

    test('of the same order in two buckets at once exactly one is fresh', async () => {
      anew();
      const kinds = await Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const contentKey =
            at % 2 === 0
              ? contentKeyClaim('7', ['6', '8'], 0)
              : contentKeyClaim('8', ['7', '9'], 200);
          return (await claim(at + 1, { contentKey })).kind;
        }),
      );
      expect(kinds.filter((kind) => kind === 'fresh')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'content-duplicate')).toHaveLength(39);
    });

    test('a collision of content keys is told and lets both orders pass', async () => {
      anew();
      await claim(1, { contentKey: { ...contentKeyClaim('k'), details: 'one' } });
      const other = { contentKey: { ...contentKeyClaim('k'), details: 'two' } };
      expect((await claim(2, other)).kind).toBe('fresh');
      const same = { contentKey: { ...contentKeyClaim('k'), details: 'one' } };
      expect((await claim(3, same)).kind).toBe('content-duplicate');
    });

    test("a note about a rebuild is one account's, and is given back as it was written", async () => {
      anew();
      expect(await given.store.readRebuilt(account)).toBeNull();
      await given.store.writeRebuilt(account, 'a 1');
      await given.store.writeRebuilt(account, 'b 2');
      expect(await given.store.readRebuilt(account)).toBe('b 2');
      anew();
      expect(await given.store.readRebuilt(account)).toBeNull();
    });

    test('asking for no claims tells the generation, and begins none where one stands', async () => {
      anew();
      const ask = (next: string) => given.store.claim(account, [], { next, beginsAnew: false });
      const first = await ask('a');
      expect(first.generation.name).toBe('a');
      expect(first.results).toEqual([]);
      expect((await ask('b')).generation).toEqual(first.generation);
      const anewOne = await given.store.claim(account, [], { next: 'c', beginsAnew: true });
      expect(anewOne.generation.name).toBe('c');
    });

    test('two processes see one store', async () => {
      anew();
      const other = newClaims();
      await claims.settle(claimOf(await claim(1)), accepted);
      expect((await other.claim(claimRequest(account, 1))).kind).toBe('settled');
    });
  });
}
