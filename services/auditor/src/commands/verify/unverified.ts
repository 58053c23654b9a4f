import type { Audited } from '../../verify/audit-topics.ts';
import { CLOCK_MARGIN_MS } from '../../verify/rules/kill-switch.ts';

/** What could not be verified of these topics, and why; said so that nobody takes it for verified. */
export function unverifiedOf({ counts, opened, uncompared }: Audited): string[] {
  const said: string[] = [...uncompared];
  const { unlinked, outcomes, ofOlderIntents } = counts;
  if (unlinked > 0)
    said.push(
      `${unlinked} outcomes have no chain link: a change of their prices, times or texts could not be seen`,
    );
  if (ofOlderIntents > 0)
    said.push(
      `${ofOlderIntents} of ${outcomes} outcomes name intents that are no longer on the log, or outside of what was asked for`,
    );
  if (!opened.hasCommits)
    said.push("the executors' group has committed nothing: its offsets could not be verified");
  if (opened.unacknowledgedKills > 0)
    said.push(
      `${opened.unacknowledgedKills} kill switches have no acknowledgement on the control topic any more`,
    );
  const hasKills = [...opened.scopes.values()].some(({ kills }) => kills.length > 0);
  if (hasKills)
    said.push(
      `clocks differ: sends within ${CLOCK_MARGIN_MS / 1000} s of a kill switch are not held against it`,
    );
  return said;
}
