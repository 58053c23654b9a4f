export * from './attributes.ts';
export * from './configuration.ts';
export * from './logger.ts';
export * from './order-tracer.ts';
export * from './record-headers.ts';
export * from './run-service.ts';
export * from './trace-context.ts';
export { startTracing, type Tracing } from './tracing.ts';
export * from './variable-schemas.ts';
