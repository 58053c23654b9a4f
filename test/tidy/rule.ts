/** A file of a checkout; the path is from its root, with `/`. */
export interface CheckoutFile {
  readonly path: string;
  readonly text: string;
}

/** A convention as a function over a file list, so that it runs on a planted tree as on the real one. */
export interface Rule {
  readonly name: string;
  /** The files that the convention is about. */
  readonly concerns: (path: string) => boolean;
  /** One sentence a violation, beginning with the file's path. */
  readonly violations: (files: readonly CheckoutFile[]) => readonly string[];
}

/** What breaks the rule; a rule that finds no file to look at is broken itself. */
export function breachesOf(rule: Rule, files: readonly CheckoutFile[]): readonly string[] {
  const concerned = files.filter(({ path }) => rule.concerns(path));
  if (concerned.length === 0) return [`"${rule.name}" found no file to look at`];
  return rule.violations(concerned);
}

export function isCode(path: string): boolean {
  return /\.m?[jt]s$/.test(path);
}

/** Code that only tests run: beside the code, shared suites and servers for tests, and all of test/. */
export function isTestCode(path: string): boolean {
  return /\.test\.ts$|\/(contract|testing)\/|^test\//.test(path);
}
