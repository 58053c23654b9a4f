/** The exit codes of the command. */
export const EXIT = {
  done: 0,
  /** Refused, or not acknowledged in time. */
  refused: 1,
  /** What was looked for was found: violations, differences. */
  found: 1,
  /** Bad input or configuration: nothing was done. */
  badInput: 2,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
