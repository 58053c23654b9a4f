import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WORK_FOLDER } from '../checkout.ts';
import { addLastAct } from '../processes/guardian/guardian.ts';

const KEPT_LOG_FOLDERS = 50;

/** A folder for data that lives as long as this process at most. */
export interface RunFolder {
  readonly path: string;
  remove(): void;
}

export function makeRunFolder(): RunFolder {
  const parent = join(WORK_FOLDER, 'run');
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, `${process.pid}-`));
  const isRemoved = addLastAct({ kind: 'remove-folder', folder: path });
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      isRemoved();
    },
  };
}

/** A new folder in `parent` for the logs of one run; logs are kept, those of the latest runs. */
export function makeLogFolder(parent: string, nowMs: number): string {
  mkdirSync(parent, { recursive: true });
  // Names sort by time, to the second.
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-');
  for (const old of readdirSync(parent).sort().slice(0, -KEPT_LOG_FOLDERS))
    rmSync(join(parent, old), { recursive: true, force: true });
  const path = join(parent, `${time}-${process.pid}`);
  mkdirSync(path, { recursive: true });
  return path;
}
