import {
  type Intent,
  type KillScope,
  type KillSwitch,
  type Problem,
  type Resume,
  type ResumeRequest,
  scopeText,
} from '@orderonce/contracts';
import type { Denial } from '../denial.ts';

/** The three records of one scope, the last of each. */
interface Steps {
  readonly kill?: KillSwitch;
  readonly request?: ResumeRequest;
  readonly resume?: Resume;
}

const STEP_OF = { 'kill-switch': 'kill', 'resume-request': 'request', resume: 'resume' } as const;
export type KillStep = KillSwitch | ResumeRequest | Resume;

/** Which scopes are stopped: a function of the last record of each key, in whatever order they came. */
export class KillSwitches {
  readonly #steps = new Map<string, Steps>();
  /** By kind of scope and its name; asked several times for every order, so no key is put together for it. */
  readonly #engaged = {
    global: new Map<string, Denial>(),
    account: new Map<string, Denial>(),
    strategy: new Map<string, Denial>(),
    symbol: new Map<string, Denial>(),
  };
  /** By key. Nobody knows whom such a record was to stop, so it stops everyone. */
  readonly #unreadable = new Map<string, Denial>();

  get engagedCount(): number {
    const { global, account, strategy, symbol } = this.#engaged;
    return global.size + account.size + strategy.size + symbol.size + this.#unreadable.size;
  }

  denialOf(intent: Intent): Denial | null {
    if (this.engagedCount === 0 || intent.kind === 'cancel') return null;
    for (const denial of this.#unreadable.values()) return denial;
    const { global, account, strategy, symbol } = this.#engaged;
    return (
      global.get(EVERYTHING) ??
      account.get(intent.accountId) ??
      strategy.get(intent.strategyId) ??
      symbol.get(intent.symbol) ??
      null
    );
  }

  enter(record: KillStep): void {
    this.#change(record, record);
  }

  withdraw(record: KillStep): void {
    this.#change(record, undefined);
  }

  enterUnreadable(key: string, problems: readonly Problem[]): void {
    const why = problems.map(({ path, rule }) => `${path} ${rule}`.trim()).join(', ');
    const text = `the record ${key} cannot be read (${why}), so nothing is sent until another replaces it`;
    this.#unreadable.set(key, { code: 'KILL_SWITCH', text });
  }

  withdrawUnreadable(key: string): void {
    this.#unreadable.delete(key);
  }

  isEngaged(scope: KillScope): boolean {
    return this.#engaged[scope.kind].has(nameOf(scope));
  }

  #change({ kind, scope }: KillStep, record: KillStep | undefined): void {
    const text = scopeText(scope);
    const { [STEP_OF[kind]]: _replaced, ...others } = this.#steps.get(text) ?? {};
    const steps: Steps = record === undefined ? others : { ...others, [STEP_OF[kind]]: record };
    this.#steps.set(text, steps);
    const engaged = this.#engaged[scope.kind];
    if (steps.kill !== undefined && !isResumed(steps.kill, steps))
      engaged.set(nameOf(scope), denialBy(steps.kill));
    else engaged.delete(nameOf(scope));
  }
}

/** Both steps must name this kill switch, and the second one the first. */
function isResumed(kill: KillSwitch, { request, resume }: Steps): boolean {
  return (
    request?.resumes === kill.changeId &&
    resume?.resumes === kill.changeId &&
    resume.confirms === request.changeId
  );
}

function denialBy({ scope, who, why, changeId }: KillSwitch): Denial {
  const text = `the kill switch of ${scopeText(scope)} is engaged by ${who}: ${why} (change ${changeId})`;
  return { code: 'KILL_SWITCH', text };
}

const EVERYTHING = '';

function nameOf(scope: KillScope): string {
  switch (scope.kind) {
    case 'global':
      return EVERYTHING;
    case 'account':
      return scope.accountId;
    case 'strategy':
      return scope.strategyId;
    case 'symbol':
      return scope.symbol;
  }
}

/** Whether a kill switch of this scope stops the intent. A cancel is never stopped: it only takes risk away. */
export function stops(scope: KillScope, intent: Intent): boolean {
  if (intent.kind === 'cancel') return false;
  switch (scope.kind) {
    case 'global':
      return true;
    case 'account':
      return scope.accountId === intent.accountId;
    case 'strategy':
      return scope.strategyId === intent.strategyId;
    case 'symbol':
      return scope.symbol === intent.symbol;
  }
}
