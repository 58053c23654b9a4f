import type { Conclusion } from '@orderonce/decisions';

/** Whether two conclusions say the same, the moment aside. */
export function sameConclusion(a: Conclusion, b: Conclusion): boolean {
  return conclusionText(a) === conclusionText(b);
}

/** A conclusion in one line, for a person. */
export function conclusionText(conclusion: Conclusion): string {
  switch (conclusion.kind) {
    case 'hold':
      return `HELD ${conclusion.hold.reason.code}: ${conclusion.hold.reason.text}`;
    case 'verdict': {
      const { verdict, ordStatus, brokerOrderId, reason, duplicateOf } = conclusion.settlement;
      const order = brokerOrderId === undefined ? '' : ` as ${brokerOrderId}`;
      const because = reason === undefined ? '' : ` ${reason.code}: ${reason.text}`;
      const of = duplicateOf === undefined ? '' : ` (of ${duplicateOf})`;
      return `${verdict} ${ordStatus}${order}${because}${of}`;
    }
    default:
      return conclusion.kind;
  }
}
