import {
  type KillScope,
  type KillSwitch,
  type ResumeRequest,
  scopeText,
} from '@orderonce/contracts';
import type { ControlState } from '../../control/control-state.ts';

/** A kill switch that holds, with the first step of its resuming where that was made. */
export interface EngagedSwitch {
  readonly killSwitch: KillSwitch;
  readonly request?: ResumeRequest;
}

/**
 * The kill switches that hold now: each until a request and a resume of its scope both name it, and the resume
 * the request. Those of an earlier switch of the same scope say nothing about it. Executors judge the same way.
 */
export function engagedSwitches(state: ControlState): EngagedSwitch[] {
  const requests = new Map(state.standing('resume-request').map((made) => [text(made), made]));
  const resumes = new Map(state.standing('resume').map((made) => [text(made), made]));
  return state.standing('kill-switch').flatMap((killSwitch) => {
    const request = requests.get(text(killSwitch));
    if (request?.resumes !== killSwitch.changeId) return [{ killSwitch }];
    const resume = resumes.get(text(killSwitch));
    const isResumed =
      resume?.resumes === killSwitch.changeId && resume.confirms === request.changeId;
    return isResumed ? [] : [{ killSwitch, request }];
  });
}

export function engagedSwitch(state: ControlState, scope: KillScope): EngagedSwitch | undefined {
  return engagedSwitches(state).find(({ killSwitch }) => text(killSwitch) === scopeText(scope));
}

export type Confirmation =
  | { readonly kind: 'may-resume'; readonly request: ResumeRequest }
  | { readonly kind: 'refused'; readonly text: string };

/** Whether the second step may be made: the request stands, and the kill switch that it was for holds. */
export function confirmationOf(state: ControlState, requestId: string): Confirmation {
  const request = state.standing('resume-request').find(({ changeId }) => changeId === requestId);
  if (request === undefined)
    return {
      kind: 'refused',
      text: `no resume request ${requestId} stands; a later request for the same scope takes its place`,
    };
  const scope = scopeText(request.scope);
  const engaged = engagedSwitch(state, request.scope);
  if (engaged === undefined)
    return { kind: 'refused', text: `no kill switch is engaged on ${scope} any more` };
  const { changeId, who, why } = engaged.killSwitch;
  if (changeId === request.resumes) return { kind: 'may-resume', request };
  return {
    kind: 'refused',
    text: [
      `the request was for kill switch ${request.resumes}, but ${changeId} is engaged on ${scope} now,`,
      `by ${who}: ${why}`,
    ].join(' '),
  };
}

function text({ scope }: { readonly scope: KillScope }): string {
  return scopeText(scope);
}
