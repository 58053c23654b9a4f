import { readFileSync } from 'node:fs';

const KIB = 1024;
const MIB = KIB * KIB;

/** What a process holds in memory now, MiB; Linux tells it. */
export function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kib === undefined) throw new Error(`process ${pid} does not tell its memory`);
  return (Number(kib) * KIB) / MIB;
}
