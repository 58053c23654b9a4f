import type { System } from '../command-line/command-context.ts';
import type { Report } from '../command-line/report.ts';
import type { ControlState } from './control-state.ts';

/** What stands on `orders.control` now; says so where something on it is not part of that, being unreadable. */
export async function readStanding(
  { openControl }: Pick<System, 'openControl'>,
  report: Report,
): Promise<ControlState> {
  await using session = openControl();
  const state = await session.readCurrent();
  const { unreadable } = state;
  if (unreadable > 0)
    report.warn(`${unreadable} record(s) of the control topic cannot be read and are left out`);
  return state;
}
