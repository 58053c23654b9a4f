import type { Resolved } from './resolve-held.ts';

/** What one look at the record led to. */
export type Step =
  | { readonly kind: 'ended'; readonly resolved: Resolved }
  /** Look at the record again. */
  | { readonly kind: 'again' }
  /** The store cannot answer: look again after a while. */
  | { readonly kind: 'wait' }
  /** The record was reopened by this run, which asked for it at this moment of the monotonic clock. */
  | { readonly kind: 'reopened'; readonly askedMs: number };

export function done(text: string): Step {
  return { kind: 'ended', resolved: { result: 'done', text } };
}

/** Nothing was done, and the order stays held. */
export function refused(text: string): Step {
  return { kind: 'ended', resolved: { result: 'refused', text } };
}
