import type { KillScope, KillSwitch } from '@orderonce/contracts';
import type { History, LedgerEntry, LoggedControl, Violation } from './history.ts';

/** Invariant 10: after the last acknowledgement of a kill switch, and before its resume, no POST in its scope. */
export function nothingSentAfterKill({ ledger, control }: History): Violation[] {
  return killsOf(control).flatMap(({ killSwitch, acknowledgedMs, resumedMs }) =>
    ledger
      .filter((entry) => entry.kind === 'post' && isInScope(entry, killSwitch.scope))
      .filter(({ atMs }) => atMs > acknowledgedMs && atMs < resumedMs)
      .map((entry) => ({
        invariant: 10,
        ...(entry.clientOrderId !== undefined && { clientOrderId: entry.clientOrderId }),
        text: `sent ${entry.atMs - acknowledgedMs} ms after kill switch ${killSwitch.changeId} was acknowledged`,
      })),
  );
}

interface Kill {
  readonly killSwitch: KillSwitch;
  readonly acknowledgedMs: number;
  readonly resumedMs: number;
}

function killsOf(control: readonly LoggedControl[]): Kill[] {
  return control.flatMap(({ record }) => {
    if (record.kind !== 'kill-switch') return [];
    const acknowledgements = timesOf(
      control,
      (other) => other.kind === 'acknowledgement' && other.acknowledges === record.changeId,
    );
    if (acknowledgements.length === 0) return [];
    const resumes = timesOf(
      control,
      (other) => other.kind === 'resume' && other.resumes === record.changeId,
    );
    return {
      killSwitch: record,
      acknowledgedMs: Math.max(...acknowledgements),
      resumedMs: Math.min(...resumes, Number.POSITIVE_INFINITY),
    };
  });
}

function timesOf(
  control: readonly LoggedControl[],
  isMeant: (record: LoggedControl['record']) => boolean,
): number[] {
  return control.filter(({ record }) => isMeant(record)).map(({ logTimeMs }) => logTimeMs);
}

function isInScope(entry: LedgerEntry, scope: KillScope): boolean {
  switch (scope.kind) {
    case 'global':
      return true;
    case 'account':
      return entry.accountId === scope.accountId;
    case 'symbol':
      return entry.symbol === scope.symbol;
    case 'strategy':
      return entry.clientOrderId?.startsWith(`${scope.strategyId}-`) ?? false;
  }
}
