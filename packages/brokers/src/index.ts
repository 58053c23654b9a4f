export { alpacaBrokers, type BrokerConfig, brokerEnvironment } from './alpaca/alpaca-brokers.ts';
export * from './broker.ts';
export * from './broker-clock.ts';
export { sameOrder } from './same-order.ts';
export { Secret } from './secret.ts';
