import { enableCompileCache, flushCompileCache } from 'node:module';

// A thread knows nothing of what the process compiled, and compiling takes half of its start. Before anything else is
// loaded, and kept at once: threads are ended from outside.
enableCompileCache();
await import('./answer-scopes.ts');
flushCompileCache();
