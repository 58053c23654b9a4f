import { type ClientOrderId, sessionStartMsOf } from '@orderonce/contracts';
import type { ControlCursor, ControlHistory } from './control-history.ts';
import type { DecidedAdmission } from './explain-denial.ts';
import { different, type Finding, undecidable } from './finding.ts';
import type { ReplayGuard } from './guard-settings.ts';
import type { Copy, KnownOrders } from './known-order.ts';

/** What decisions of one partition are asked again with. */
export interface Circumstances {
  readonly history: ControlHistory;
  readonly control: ControlCursor;
  readonly contentGuard: ReplayGuard;
  /** Every copy of an order whose session began since is in what was read. */
  readonly wholeSinceMs: number;
  readonly orders: KnownOrders;
}

/** How admission stood for a copy between its coming and a decision. */
export function admissionOf(
  { subject, logTimeMs }: Copy,
  decidedAtMs: number,
  { control, history }: Circumstances,
): DecidedAdmission {
  const { intent } = subject;
  const controls = control.between(logTimeMs, decidedAtMs, intent);
  return { intent, logTimeMs, decidedAtMs, controls, isControlWhole: history.isWhole };
}

/** For an answer that refers to an order of which nothing was read. */
export function withoutOrder(
  id: ClientOrderId,
  { wholeSinceMs }: Circumstances,
  found: string,
): Finding {
  return sessionStartMsOf(id) < wholeSinceMs
    ? undecidable('its first copy is older than what was read')
    : different(`an order ${id} before it`, found);
}
