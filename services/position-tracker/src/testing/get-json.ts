/** What a test reads of the tracker's answers. */
export interface Answer {
  readonly [name: string]: unknown;
  readonly hash: string;
  readonly outcomesApplied: number;
  readonly positions: readonly Readonly<Record<string, unknown>>[];
}

export async function getJson(url: string): Promise<Answer> {
  return (await (await fetch(url)).json()) as Answer;
}
