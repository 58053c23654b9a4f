import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckoutFile } from './rule.ts';

const PASSED_OVER = new Set(['node_modules', '.git', '.orderonce']);

/** Every file that a checkout holds, without what is installed or made by running. */
export function checkoutFiles(root: string, folder = ''): CheckoutFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (PASSED_OVER.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return checkoutFiles(root, path);
    return [{ path, text: readFileSync(join(root, path), 'utf8') }];
  });
}
