import type { AccountId } from '@orderonce/contracts';
import { createTextLog } from '../memory/text-log.ts';
import type { OrderClaimsSettings } from '../order-claims-options.ts';
import type { ClaimWrite, RecordStore, UpdateWrite } from '../store/record-store.ts';
import { directWrites } from './direct-writes.ts';
import type { RecordWrites } from './record-writes.ts';
import { decodeNote, encodeClaimNote, encodeUpdateNote, type WriteNote } from './write-note.ts';

export interface NotedMemory {
  /** Notes what the store took; costs a tenth of doing it in memory as well. */
  noteClaim(accountId: AccountId, write: ClaimWrite): void;
  noteUpdate(accountId: AccountId, write: UpdateWrite): void;
  /** Memory, with everything noted in it: the first call after a while waits until it is. */
  readonly writes: RecordWrites;
}

/** About 60 000 orders: more than a strategy repeats within the times of its content keys. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Some two milliseconds of work; in between, others have their turn. */
const NOTES_A_TURN = 200;

/**
 * Memory for an outage of the store. What the store takes is only noted, as text, and written into memory when
 * memory is first asked: outages are rare, and records of every order in this process's heap would cost a
 * quarter of the executor's speed and hundreds of megabytes.
 */
export function createNotedMemory(
  memory: RecordStore,
  { clock, afterThisTurn }: Pick<OrderClaimsSettings, 'clock' | 'afterThisTurn'>,
): NotedMemory {
  const log = createTextLog(MAX_BYTES);
  const direct = directWrites(memory);
  let catchingUp: Promise<void> | null = null;

  async function writeNotes(): Promise<void> {
    for (let written = 1; !log.isEmpty; written += 1) {
      const text = log.shift();
      if (text !== undefined) await writeNote(decodeNote(text));
      if (written % NOTES_A_TURN === 0) await new Promise<void>(afterThisTurn);
    }
  }

  async function writeNote({ accountId, atMs, write }: WriteNote): Promise<void> {
    const agedMs = Math.max(0, clock.monotonicMs() - atMs);
    // One that is over ended a moment ago; 0 would say that there never was one.
    const left = (leaseMs: number) => (leaseMs === 0 ? 0 : Math.max(1, leaseMs - agedMs));
    try {
      if ('claim' in write)
        await direct.claim(accountId, { ...write.claim, leaseMs: left(write.claim.leaseMs) });
      else await direct.update(accountId, { ...write.update, leaseMs: left(write.update.leaseMs) });
    } catch {
      // Memory that is full remembers less; that is no reason to fail what comes.
    }
  }

  async function caughtUp(): Promise<void> {
    while (!log.isEmpty) {
      catchingUp ??= writeNotes().finally(() => {
        catchingUp = null;
      });
      await catchingUp;
    }
    if (catchingUp) await catchingUp;
  }

  return {
    noteClaim: (accountId, write) =>
      log.append(encodeClaimNote(accountId, clock.monotonicMs(), write)),
    noteUpdate: (accountId, write) =>
      log.append(encodeUpdateNote(accountId, clock.monotonicMs(), write)),
    writes: {
      async read(accountId, clientOrderIds) {
        await caughtUp();
        return direct.read(accountId, clientOrderIds);
      },
      async claim(accountId, write) {
        await caughtUp();
        return direct.claim(accountId, write);
      },
      async update(accountId, write) {
        await caughtUp();
        return direct.update(accountId, write);
      },
    },
  };
}
