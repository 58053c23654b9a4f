/** Quick readers of what our own writers wrote; each gives what the thorough one of this package gives. */
export { createQuickIntentDecoder, quickIntentReader } from './quick-intent.ts';
export { createQuickOutcomeDecoder, quickOutcomeReader } from './quick-outcome.ts';
export { quickPayloadHash } from './quick-payload-hash.ts';
export { NO } from './read-scalar.ts';
export { shapesOf } from './shape.ts';
