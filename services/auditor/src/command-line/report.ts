/** Where a command writes; a test keeps it. */
export interface Terminal {
  /** Standard output, a line or several. */
  readonly print: (text: string) => void;
  /** Standard error: problems and warnings, never part of what a script reads. */
  readonly warn: (text: string) => void;
  /** How wide a table may be. */
  readonly columns: number;
}

/** What a command says, in one of two forms: lines for a person, or one JSON document for a script. */
export interface Report {
  /** For a person; not printed with `--json`. */
  say(text: string): void;
  /** For a script: printed with `--json` only, and once. */
  document(value: unknown): void;
  warn(text: string): void;
  readonly columns: number;
}

export function createReport({ print, warn, columns }: Terminal, isJson: boolean): Report {
  return {
    say: (text) => {
      if (!isJson) print(text);
    },
    document: (value) => {
      if (isJson) print(JSON.stringify(value, null, 2));
    },
    warn,
    columns,
  };
}
