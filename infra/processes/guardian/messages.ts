/** What a process and its guardian tell each other; nothing else crosses the channel between them. */

export interface SpawnRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Takes all that the process prints, appended. */
  readonly logFile: string;
}

/** What is to be undone when the process that asked for it is gone without having undone it itself. */
export type LastAct =
  | { readonly kind: 'remove-folder'; readonly folder: string }
  | { readonly kind: 'run'; readonly command: string; readonly args: readonly string[] };

export type ToGuardian =
  | { readonly type: 'spawn'; readonly id: number; readonly request: SpawnRequest }
  | { readonly type: 'signal'; readonly id: number; readonly signal: NodeJS.Signals }
  | { readonly type: 'add-last-act'; readonly id: number; readonly act: LastAct }
  | { readonly type: 'drop-last-act'; readonly id: number };

export type FromGuardian =
  | { readonly type: 'spawned'; readonly id: number; readonly pid: number }
  | { readonly type: 'not-spawned'; readonly id: number; readonly text: string }
  | { readonly type: 'exited'; readonly id: number; readonly exit: Exit };

/** How a process ended: one of the two is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
