import type { ToldVerdict } from '../order-file.ts';
import type { Difference } from './asked-for.ts';

const COMPARED = [
  'execType',
  'ordStatus',
  'reasonCode',
  'brokerOrderId',
  'duplicateOf',
  'payloadHash',
  'side',
  'quantity',
  'body',
] as const satisfies readonly (keyof ToldVerdict)[];

/** How two verdicts on one order differ; evidence, times and the copy that they name may. Null: they do not. */
export function differenceOfVerdicts(first: ToldVerdict, second: ToldVerdict): Difference | null {
  const field = COMPARED.find((name) => first[name] !== second[name]);
  if (field === undefined) return null;
  const tell = (verdict: ToldVerdict) => `${verdict.execType} with ${field} ${verdict[field]}`;
  return { expected: `once more ${tell(first)}`, found: tell(second) };
}
