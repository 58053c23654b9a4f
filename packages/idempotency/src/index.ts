export * from './create-order-claims.ts';
export * from './idempotency-error.ts';
export * from './memory/memory-store.ts';
export * from './order-claims.ts';
export * from './redis/connect-redis.ts';
export * from './redis/redis-environment.ts';
export * from './redis/redis-store.ts';
export type { RecordStore } from './store/record-store.ts';
