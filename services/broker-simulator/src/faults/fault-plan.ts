import type { Draw } from '../seed/draw.ts';
import { FAULTS, type Fault, type FaultRule } from './fault-rule.ts';

export interface SubmitAttempt {
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  /** 1 for the first post of this id. */
  readonly attempt: number;
}

/** What is to be done to one submit. */
export interface Hit {
  /** Every fault that hit, joined with `+`; absent: none did. */
  readonly fault?: string;
  /** What becomes of the answer. */
  readonly answer: 'given' | 'answer-lost-503' | 'answer-lost-reset' | 'refuse-503';
  readonly slowMs: number;
  readonly hideMs: number;
}

interface ActiveRule {
  readonly rule: FaultRule;
  remaining: number;
}

const NO_HIT: Hit = { answer: 'given', slowMs: 0, hideMs: 0 };

/**
 * Decides which submits meet a fault. A rate hits by seed, account, client order id and attempt, so that the
 * same orders are hit however they arrive.
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

  hit(attempt: SubmitAttempt): Hit {
    let hit = NO_HIT;
    for (const [index, active] of this.#active.entries()) {
      const { rule } = active;
      if (active.remaining === 0 || !isInScope(rule, attempt)) continue;
      active.remaining -= 1;
      if (this.#draws(rule, index, attempt)) hit = this.#add(hit, rule);
    }
    return hit;
  }

  #draws(rule: FaultRule, index: number, attempt: SubmitAttempt): boolean {
    if (rule.rate === 0 || rule.rate === 1) return rule.rate === 1;
    const { accountId, clientOrderId, attempt: number } = attempt;
    return this.#draw.fraction(rule.fault, index, accountId, clientOrderId, number) < rule.rate;
  }

  #add(hit: Hit, rule: FaultRule): Hit {
    // An answer can be lost only once: the first rule that says how wins.
    const isAboutAnswer = rule.fault !== 'slow-ms' && rule.fault !== 'hide-ms';
    if (isAboutAnswer && hit.answer !== 'given') return hit;
    this.#fired.set(rule.fault, (this.#fired.get(rule.fault) ?? 0) + 1);
    const fault = hit.fault === undefined ? rule.fault : `${hit.fault}+${rule.fault}`;
    switch (rule.fault) {
      case 'slow-ms':
        return { ...hit, fault, slowMs: hit.slowMs + rule.ms };
      case 'hide-ms':
        return { ...hit, fault, hideMs: Math.max(hit.hideMs, rule.ms) };
      case 'answer-lost-503':
      case 'answer-lost-reset':
      case 'refuse-503':
        return { ...hit, fault, answer: rule.fault };
    }
  }
}

function isInScope(rule: FaultRule, { accountId, symbol }: SubmitAttempt): boolean {
  return (
    (rule.accountId === undefined || rule.accountId === accountId) &&
    (rule.symbol === undefined || rule.symbol === symbol)
  );
}
