import { writeFileSync } from 'node:fs';
import { jsonSchemas } from './json-schemas.ts';

/** Writes `schemas/*.schema.json`: run `pnpm schemas` after a schema changed, and commit what it wrote. */
const folder = new URL('../../schemas/', import.meta.url);
for (const [name, schema] of Object.entries(jsonSchemas()))
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
