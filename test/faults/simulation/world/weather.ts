import type { SeededRandom } from '../clock/seeded-random.ts';

/** How often each fault strikes, for each time that it could: a call, a checkpoint, a moment of a process. */
export const FAULT_RATES = {
  'killed at claimed': 0.0008,
  'killed at answered': 0.0015,
  'killed at settled-before-publish': 0.04,
  'killed at published': 0.0015,
  'killed at settled': 0.0015,
  'killed at any moment': 0.01,
  'stopped and woken late': 0.012,
  'stopped while publishing': 0.0015,
  'left the group in order': 0.008,
  'answer lost after acceptance': 0.05,
  'request lost': 0.03,
  'answer slower than the time limit': 0.01,
  'nothing sent': 0.02,
  'rate limited': 0.02,
  'stalled between permission and send': 0.002,
  'look-up hides a new order': 0.5,
  'look-up lost': 0.05,
  'refused now, not always': 0.5,
  'store request lost': 0.002,
  'store reply lost': 0.005,
  'store slower than the time limit': 0.002,
  'store away': 0.1,
  'store emptied': 0.04,
  'log takes nothing': 0.1,
  'produce acknowledgement lost': 0.01,
  'commit lost': 0.03,
} as const;
export type Fault = keyof typeof FAULT_RATES;

/** Decides which fault strikes when, and remembers which did. */
export interface Weather {
  strikes(fault: Fault): boolean;
  /** From now on nothing strikes. */
  calm(): void;
  isCalm(): boolean;
  readonly struck: ReadonlyMap<Fault, number>;
}

export function seededWeather(random: SeededRandom, without: ReadonlySet<Fault>): Weather {
  const struck = new Map<Fault, number>();
  let isCalm = false;
  return {
    struck,
    isCalm: () => isCalm,
    calm() {
      isCalm = true;
    },
    strikes(fault) {
      if (isCalm || without.has(fault) || !random.chance(FAULT_RATES[fault])) return false;
      struck.set(fault, (struck.get(fault) ?? 0) + 1);
      return true;
    },
  };
}
