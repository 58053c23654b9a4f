import { z } from 'zod';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PricePath } from '../market/price-path.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import { REFUSALS, type Refusal } from '../venue/refusal.ts';
import type { Venue } from '../venue/venue.ts';
import type { Gate } from './gate.ts';

/** What the routes of a customer are made of. */
export interface TradingParts {
  readonly venue: Venue;
  readonly faults: FaultPlan;
  readonly ledger: Ledger;
  readonly prices: PricePath;
  readonly runtime: Runtime;
  readonly draw: Draw;
  readonly gate: Gate;
  /** Whether an order can be looked for by the client's id. */
  readonly hasLookUpByClientOrderId: boolean;
}

export const idSchema = z.object({ id: z.string() });

export function wrongQuery(error: z.ZodError): Refusal {
  return REFUSALS.invalid(String(error.issues[0]?.path[0] ?? 'query'));
}
