import Table from 'cli-table3';

/** A table of plain cells under a head. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((cells) => [...cells]));
  return table.toString();
}

/** A figure and what it must be. */
export interface Judged {
  readonly what: string;
  readonly measured: string;
  readonly required: string;
  readonly holds: boolean;
}

export function judgedTable(rows: readonly Judged[]): string {
  return tableText(
    ['what', 'measured', 'required', ''],
    rows.map(({ what, measured, required, holds }) => [
      what,
      measured,
      required,
      holds ? 'holds' : 'MISSED',
    ]),
  );
}
