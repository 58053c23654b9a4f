export * from './encode-batch.ts';
export * from './faulty-sockets.ts';
export * from './integration-cluster.ts';
