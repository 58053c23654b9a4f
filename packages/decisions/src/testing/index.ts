export { saidLimits } from '../admission/testing/said-limits.ts';
export * from './control-records.ts';
export * from './intents.ts';
