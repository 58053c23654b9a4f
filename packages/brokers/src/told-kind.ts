import type { Evidence } from '@orderonce/contracts';

/** What an answer of a venue can mean: every `kind` of a submit, a replace, a cancel and a look-up. */
const KINDS = [
  'accepted',
  'rejected',
  'not-sent',
  'duplicate',
  'rate-limited',
  'unknown',
  'requested',
  'found',
  'absent',
] as const;
export type AnswerKind = (typeof KINDS)[number];

const MAX_RESULT_LENGTH = 200;

/**
 * The answer, and evidence that ends with what it was taken to mean: `http 422 40010001, duplicate`. A status alone
 * does not say it, and whoever audits the decision later has nothing but the evidence.
 */
export function tellingKind<
  Answer extends { readonly kind: AnswerKind; readonly evidence: Evidence },
>(answer: Answer): Answer {
  const { kind, evidence } = answer;
  if (evidence.result === kind) return answer;
  const text = evidence.result.slice(0, MAX_RESULT_LENGTH - kind.length - 2);
  return { ...answer, evidence: { ...evidence, result: `${text}, ${kind}` } };
}

/** What an exchange was taken to mean; null when its evidence does not say. */
export function answerKindOf({ result }: Evidence): AnswerKind | null {
  return KINDS.find((kind) => result === kind || result.endsWith(`, ${kind}`)) ?? null;
}
