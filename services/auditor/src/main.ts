#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Half of a short command's time would go into compiling the same sources again. Before anything else is loaded.
enableCompileCache();
await import('./run.ts');
