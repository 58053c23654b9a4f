export { metricNames } from './alerts/metric-names.ts';
export { dashboardQueries } from './dashboards/dashboard.ts';
export type { GuardedProcess } from './processes/guardian/guardian.ts';
export type { Exit } from './processes/guardian/messages.ts';
export {
  type RunningService,
  type ServiceOptions,
  startService,
} from './processes/start-service.ts';
export { freePorts } from './stack/free-ports.ts';
export { StackFailure } from './stack/stack-failure.ts';
export { type Stack, type StackOptions, startStack } from './stack/start-stack.ts';
export { ensureOrderTopics, type OrderTopicsOptions } from './topics/ensure-order-topics.ts';
