export type { Exit } from './processes/guardian/messages.ts';
export {
  type RunningService,
  type ServiceOptions,
  startService,
} from './processes/start-service.ts';
export { type Stack, startStack } from './stack/start-stack.ts';
