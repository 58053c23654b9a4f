export * from './faulty-sockets.ts';
export * from './integration-cluster.ts';
