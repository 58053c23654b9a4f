import { enableCompileCache } from 'node:module';

// A thread does not share the cache of who started it, and compiling takes half of its start.
enableCompileCache();
await import('./replay-thread.ts');
