export { type Stack, startStack } from './stack/start-stack.ts';
