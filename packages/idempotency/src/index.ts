export * from './order-claims.ts';
