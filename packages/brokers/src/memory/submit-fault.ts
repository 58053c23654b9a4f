/** What one submit or replace is made to meet. */
export type SubmitFault =
  /** The order is taken, and the answer never comes. */
  | { readonly kind: 'answer-lost' }
  /** The request never comes to the venue, and the caller cannot know that. */
  | { readonly kind: 'request-lost' }
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'refused'; readonly code: string; readonly text: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** The order is taken and answered, but this many look-ups do not find it. */
  | { readonly kind: 'hidden'; readonly lookUps: number };
