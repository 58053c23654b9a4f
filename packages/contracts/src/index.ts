export * from './decimal.ts';
export * from './identifiers.ts';
export * from './intent.ts';
export * from './outcome.ts';
export * from './outcome-id.ts';
export * from './partition-key.ts';
export * from './topics.ts';
export * from './words.ts';
