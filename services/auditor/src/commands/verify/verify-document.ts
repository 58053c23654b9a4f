import type { Audited } from '../../verify/audit-topics.ts';
import { CHECK_NAMES, CHECKS } from '../../verify/checks.ts';
import { unverifiedOf } from './unverified.ts';

export function violationCount({ tallies }: Pick<Audited, 'tallies'>): number {
  return CHECK_NAMES.reduce((sum, name) => sum + tallies[name].violations, 0);
}

export function underWayCount({ tallies }: Pick<Audited, 'tallies'>): number {
  return CHECK_NAMES.reduce((sum, name) => sum + tallies[name].underWay, 0);
}

/** The form for scripts. */
export function verifyDocument(audited: Audited, tookMs: number) {
  const { tallies, violations, counts } = audited;
  const found = violationCount(audited);
  return {
    ok: found === 0,
    ...counts,
    underWay: underWayCount(audited),
    tookMs: Math.round(tookMs),
    checks: CHECK_NAMES.map((check) => ({ check, ...CHECKS[check], ...tallies[check] })),
    notVerified: unverifiedOf(audited),
    violationCount: found,
    violations: violations.map((violation) => {
      const { invariant, name } = CHECKS[violation.check];
      return { invariant, name, ...violation };
    }),
  };
}
