import type { VirtualTime } from '../clock/virtual-time.ts';

/** A time in which something answers nobody. */
export interface Outage {
  isOn(): boolean;
  begin(durationMs: number): void;
}

export function outage(time: VirtualTime): Outage {
  let endsAtMs = 0;
  return {
    isOn: () => time.nowMs() < endsAtMs,
    begin(durationMs) {
      endsAtMs = time.nowMs() + durationMs;
    },
  };
}
