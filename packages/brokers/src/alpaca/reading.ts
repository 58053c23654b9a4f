import type { Evidence } from '@orderonce/contracts';
import type { ClientOrderIdFormat } from '../capabilities.ts';

/** What the venue's words are read with. */
export interface Reading {
  readonly ids: ClientOrderIdFormat;
  /** Told what we have no words for, in one line that shows its shape and none of its values. */
  readonly notice: (text: string) => void;
}

/** What an answer came with. */
export interface Heard {
  readonly evidence: Evidence;
  readonly nowMs: number;
  readonly reading: Reading;
}
