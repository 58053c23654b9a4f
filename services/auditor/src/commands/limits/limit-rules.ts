import {
  type Decimal,
  type Limits,
  type LimitsScope,
  positiveDecimalSchema,
  scopeText,
} from '@orderonce/contracts';
import { z } from 'zod';
import type { ControlState } from '../../control/control-state.ts';

/** The rules of one scope; one that is absent does not apply. */
export type LimitRules = Pick<Limits, (typeof RULE_NAMES)[number]>;

const RULE_NAMES = [
  'maxQuantity',
  'maxNotional',
  'maxPriceDeviation',
  'maxOrdersPerSecond',
  'allowedStrategyIds',
] as const;

/** What an option says of a rule: its new value, or null to take it away. Absent: it stays as it is. */
export type RuleChanges = { readonly [Name in keyof LimitRules]?: LimitRules[Name] | null };

const NONE = 'none';

/** A text that the schema takes, or `none`. */
function orNone<Value>(schema: z.ZodType<Value>) {
  return z.string().transform((text, context): Value | null => {
    if (text === NONE) return null;
    const read = schema.safeParse(text);
    if (read.success) return read.data;
    for (const { message } of read.error.issues) context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

const amount: z.ZodType<Decimal> = positiveDecimalSchema;
const ordersPerSecond = z
  .string()
  .regex(/^[0-9]{1,7}$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.int().min(1, 'must be at least 1').max(1_000_000, 'must be at most 1000000'));
const strategyIds = z
  .string()
  .transform((text) => text.split(',').map((id) => id.trim()))
  .pipe(z.array(z.string().regex(/^[A-Z0-9]{1,10}$/, 'must be strategy ids with commas between')));

export const ruleOptions = {
  maxQuantity: orNone(amount).optional(),
  maxNotional: orNone(amount).optional(),
  maxPriceDeviation: orNone(amount).optional(),
  maxOrdersPerSecond: orNone(ordersPerSecond).optional(),
  allowStrategies: orNone(strategyIds).optional(),
};

/** The rules after the changes. */
export function changedRules(before: LimitRules, changes: RuleChanges): LimitRules {
  const after = { ...rulesOf(before), ...changes };
  const kept = Object.entries(after).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept);
}

/** The limits that stand for exactly this scope. */
export function standingLimits(state: ControlState, scope: LimitsScope): Limits | undefined {
  return state.standing('limits').find((limits) => scopeText(limits.scope) === scopeText(scope));
}

function rulesOf(limits: LimitRules): LimitRules {
  return Object.fromEntries(
    RULE_NAMES.flatMap((name) => (limits[name] === undefined ? [] : [[name, limits[name]]])),
  );
}

export function hasRules(limits: LimitRules): boolean {
  return RULE_NAMES.some((name) => limits[name] !== undefined);
}

/** The rules in words; what an order may be at most. */
export function rulesText(rules: LimitRules): string {
  const { maxQuantity, maxNotional, maxPriceDeviation, maxOrdersPerSecond, allowedStrategyIds } =
    rules;
  const words = [
    maxQuantity && `quantity ≤ ${maxQuantity}`,
    maxNotional && `notional ≤ ${maxNotional}`,
    maxPriceDeviation && `price within ${maxPriceDeviation} of the reference`,
    maxOrdersPerSecond && `≤ ${maxOrdersPerSecond} orders/s`,
    allowedStrategyIds && `only ${allowedStrategyIds.join(', ') || 'nobody'}`,
  ].filter((word) => word !== undefined);
  return words.length === 0 ? 'no limit' : words.join('; ');
}
