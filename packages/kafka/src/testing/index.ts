export * from './decode-by-kafkajs.ts';
export * from './encode-batch.ts';
export * from './faulty-sockets.ts';
export * from './integration-cluster.ts';
