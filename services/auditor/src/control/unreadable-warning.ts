import type { Report } from '../command-line/report.ts';
import type { ControlState } from './control-state.ts';

/** Says that something on the topic is not part of the answer, since it could not be read. */
export function unreadableWarning({ unreadable }: ControlState, report: Report): void {
  if (unreadable > 0)
    report.warn(`${unreadable} record(s) of the control topic cannot be read and are left out`);
}
