import { hostname } from 'node:os';

/** Names this executor in acknowledgements and among the members of its group, unless the configuration does. */
export function executorId({ EXECUTOR_ID }: { readonly EXECUTOR_ID?: string | undefined }): string {
  return EXECUTOR_ID ?? `${hostname().replaceAll(/[^A-Za-z0-9_.-]/g, '-')}-${process.pid}`;
}
