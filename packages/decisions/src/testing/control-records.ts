import {
  type Acknowledgement,
  type ControlRecord,
  controlRecordSchema,
  type HoldRecord,
  type Intent,
  type KillScope,
  type KillSwitch,
  type Limits,
  type LimitsScope,
  type Resolution,
  type Resume,
  type ResumeRequest,
} from '@orderonce/contracts';

/** Records as the operator's commands and executors write them; change ids are `change-<n>`. */

const AT_MS = 1_760_000_000_000;
export const GLOBAL: KillScope = { kind: 'global' };

const signed = (changeId: string) => ({
  schemaVersion: 1,
  changeId,
  who: 'alice',
  why: 'prices look wrong',
  atMs: AT_MS,
});

function parsed<Kind extends ControlRecord['kind']>(
  kind: Kind,
  fields: Record<string, unknown>,
): Extract<ControlRecord, { kind: Kind }> {
  return controlRecordSchema.parse({ schemaVersion: 1, kind, ...fields }) as never;
}

export const killSwitch = (scope: KillScope, changeId = 'change-1'): KillSwitch =>
  parsed('kill-switch', { ...signed(changeId), scope });

export const resumeRequest = (
  scope: KillScope,
  changeId = 'change-2',
  resumes = 'change-1',
): ResumeRequest => parsed('resume-request', { ...signed(changeId), scope, resumes });

export const resume = (
  scope: KillScope,
  changeId = 'change-3',
  resumes = 'change-1',
  confirms = 'change-2',
): Resume => parsed('resume', { ...signed(changeId), scope, resumes, confirms });

export const limits = (
  scope: { readonly kind: LimitsScope['kind']; readonly [name: string]: string },
  rules: Record<string, unknown> = { maxQuantity: '100' },
  changeId = 'change-5',
): Limits => parsed('limits', { ...signed(changeId), scope, ...rules });

export const hold = (intent: Intent): HoldRecord =>
  parsed('hold', {
    intent,
    position: { topic: 'orders.intents', partition: 3, offset: '7' },
    reason: { code: 'FATE_UNKNOWN', text: 'no answer and not found' },
    heldAtMs: AT_MS,
  });

export const resolution = (
  { accountId, symbol, clientOrderId }: Intent,
  changeId = 'change-7',
): Resolution =>
  parsed('resolution', {
    ...signed(changeId),
    accountId,
    symbol,
    clientOrderId,
    decision: 'absent',
  });

export const acknowledgement = (
  executorId: string,
  acknowledges: string,
  result: Acknowledgement['result'] = 'done',
): Acknowledgement =>
  parsed('acknowledgement', { executorId, acknowledges, result, text: 'seen', atMs: AT_MS });
