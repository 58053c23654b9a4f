import type { FaultPlan, Target } from './fault-plan.ts';

/** What becomes of one frame of the stream. */
export interface FrameHit {
  readonly isCut: boolean;
  /** 0: dropped; 2: repeated. */
  readonly copies: 0 | 1 | 2;
  readonly isAfterNext: boolean;
  readonly delayMs: number;
  /** The event of one more frame before it. */
  readonly inserted: string | null;
}

const NO_HIT: FrameHit = {
  isCut: false,
  copies: 1,
  isAfterNext: false,
  delayMs: 0,
  inserted: null,
};

/** A frame that is cut or dropped meets nothing else. */
export function hitFrame(faults: FaultPlan, target: Omit<Target, 'moment'>): FrameHit {
  let hit = NO_HIT;
  for (const rule of faults.hits({ ...target, moment: 'frame' })) {
    if (hit.copies === 0) break;
    faults.count(rule.fault);
    if (rule.fault === 'stream-cut') hit = { ...hit, isCut: true, copies: 0 };
    else if (rule.fault === 'stream-drop') hit = { ...hit, copies: 0 };
    else if (rule.fault === 'stream-repeat') hit = { ...hit, copies: 2 };
    else if (rule.fault === 'stream-reorder') hit = { ...hit, isAfterNext: true };
    else if (rule.fault === 'stream-insert') hit = { ...hit, inserted: rule.inserted };
    else if (rule.fault === 'stream-delay-ms') hit = { ...hit, delayMs: rule.ms };
  }
  return hit;
}
