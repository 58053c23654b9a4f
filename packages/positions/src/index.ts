/**
 * What outcomes add up to: orders and positions, folded on cumulative quantities, so that repeats, gaps and
 * reorderings change nothing. Pure; the tracker keeps it in a store, an auditor folds as far as a moment.
 */
export * from './book/book-state.ts';
export * from './book/exposure.ts';
export type { ChainPlace } from './book/fill-chains.ts';
export * from './book/outcome-history.ts';
export * from './book/position-book.ts';
export * from './fold/counted-fills.ts';
export * from './fold/fold-outcome.ts';
export * from './fold/order-key.ts';
export * from './fold/order-state.ts';
export * from './fold/position.ts';
export * from './fold/state-hash.ts';
