import type { NotedMemory } from './noted-memory.ts';
import type { RecordWrites } from './record-writes.ts';

/**
 * Writes that are also noted for this process's memory once the store took them, so that an outage begins
 * with what this process knows and not with nothing.
 */
export function mirrored(
  writes: RecordWrites,
  memory: Pick<NotedMemory, 'noteClaim' | 'noteUpdate'>,
): RecordWrites {
  return {
    read: writes.read,
    async claim(accountId, write) {
      const answered = await writes.claim(accountId, write);
      if (answered.result.kind === 'set') memory.noteClaim(accountId, write);
      return answered;
    },
    async update(accountId, write) {
      const answered = await writes.update(accountId, write);
      if (answered.result.kind === 'done') memory.noteUpdate(accountId, write);
      return answered;
    },
  };
}
