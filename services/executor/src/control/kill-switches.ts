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
  /** By scope. */
  readonly #engaged = new Map<string, Denial>();
  /** By key. Nobody knows whom such a record was to stop, so it stops everyone. */
  readonly #unreadable = new Map<string, Denial>();

  get engagedCount(): number {
    return this.#engaged.size + this.#unreadable.size;
  }

  denialOf(intent: Intent): Denial | null {
    if (this.engagedCount === 0 || intent.kind === 'cancel') return null;
    for (const denial of this.#unreadable.values()) return denial;
    for (const scope of killScopesOf(intent)) {
      const denial = this.#engaged.get(scopeText(scope));
      if (denial !== undefined) return denial;
    }
    return null;
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
    return this.#engaged.has(scopeText(scope));
  }

  #change({ kind, scope }: KillStep, record: KillStep | undefined): void {
    const text = scopeText(scope);
    const { [STEP_OF[kind]]: _replaced, ...others } = this.#steps.get(text) ?? {};
    const steps: Steps = record === undefined ? others : { ...others, [STEP_OF[kind]]: record };
    this.#steps.set(text, steps);
    if (steps.kill !== undefined && !isResumed(steps.kill, steps))
      this.#engaged.set(text, denialBy(steps.kill));
    else this.#engaged.delete(text);
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

function killScopesOf({ accountId, strategyId, symbol }: Intent): readonly KillScope[] {
  return [
    { kind: 'global' },
    { kind: 'account', accountId },
    { kind: 'strategy', strategyId },
    { kind: 'symbol', symbol },
  ];
}

/** Whether a kill switch of this scope stops the intent. A cancel is never stopped: it only takes risk away. */
export function stops(scope: KillScope, intent: Intent): boolean {
  if (intent.kind === 'cancel') return false;
  const text = scopeText(scope);
  return killScopesOf(intent).some((own) => scopeText(own) === text);
}
