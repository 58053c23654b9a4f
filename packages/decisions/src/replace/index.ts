export { conclusionOf } from './conclusion-of.ts';
export * from './fate.ts';
export { nextStep, type Step } from './next-step.ts';
