import type { Draw } from '../seed/draw.ts';
import { FAULTS, FAULTS_BY_MOMENT, type Fault, type FaultRule, type Moment } from './fault-rule.ts';

/** What a rule may hit. */
export interface Target {
  readonly moment: Moment;
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  /** Tells targets of one order apart: 1 for the first request with this id, for its first event. */
  readonly number: number;
  readonly request?: 'post' | 'patch' | 'delete';
  readonly event?: string;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly moment: Moment;
  remaining: number;
}

const MOMENT_OF: ReadonlyMap<Fault, Moment> = new Map(
  (['request', 'replace', 'cancel', 'frame'] as const).flatMap((moment) =>
    FAULTS_BY_MOMENT[moment].map((fault): [Fault, Moment] => [fault, moment]),
  ),
);
const NONE: readonly FaultRule[] = [];

/**
 * Decides what meets a fault. A rate hits by seed, account, client order id and number, so that the same
 * orders are hit however they arrive.
 */
export class FaultPlan {
  readonly #draw: Draw;
  readonly #fired = new Map<Fault, number>(FAULTS.map((fault) => [fault, 0]));
  #active: ActiveRule[] = [];

  constructor(draw: Draw, rules: readonly FaultRule[]) {
    this.#draw = draw;
    this.activate(rules);
  }

  /** From now on these rules, and no others. */
  activate(rules: readonly FaultRule[]): void {
    this.#active = rules.map((rule) => ({
      rule,
      moment: MOMENT_OF.get(rule.fault) ?? 'request',
      remaining: rule.next ?? Number.POSITIVE_INFINITY,
    }));
  }

  /** The rules that can still hit, with what is left of their `next`. */
  get rules(): FaultRule[] {
    return this.#active
      .filter(({ remaining }) => remaining > 0)
      .map(({ rule, remaining }) =>
        rule.next === undefined ? rule : { ...rule, next: remaining },
      );
  }

  /** How often each fault hit since the simulator began. */
  get fired(): Record<string, number> {
    return Object.fromEntries(this.#fired);
  }

  /** The rules that hit a target, in their order. Each that is carried out is then to be counted. */
  hits(target: Target): readonly FaultRule[] {
    if (this.#active.length === 0) return NONE;
    const hits: FaultRule[] = [];
    for (const [index, active] of this.#active.entries()) {
      const { rule, moment, remaining } = active;
      if (remaining === 0 || moment !== target.moment || !isInScope(rule, target)) continue;
      active.remaining -= 1;
      if (this.#draws(rule, index, target)) hits.push(rule);
    }
    return hits;
  }

  count(fault: Fault): void {
    this.#fired.set(fault, (this.#fired.get(fault) ?? 0) + 1);
  }

  #draws(rule: FaultRule, index: number, { accountId, clientOrderId, number }: Target): boolean {
    if (rule.rate === 0 || rule.rate === 1) return rule.rate === 1;
    return this.#draw.fraction(rule.fault, index, accountId, clientOrderId, number) < rule.rate;
  }
}

function isInScope(rule: FaultRule, { accountId, symbol, request, event }: Target): boolean {
  const isAbout =
    (rule.accountId === undefined || rule.accountId === accountId) &&
    (rule.symbol === undefined || rule.symbol === symbol);
  if (!isAbout) return false;
  if ('event' in rule && rule.event !== undefined) return rule.event === event;
  if ('request' in rule && rule.request !== undefined) return rule.request === request;
  return request !== 'delete';
}
