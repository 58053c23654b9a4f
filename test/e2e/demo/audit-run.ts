import { z } from 'zod';
import type { History } from '../../faults/judge/history.ts';
import { type Answer, askAuditor } from './ask-auditor.ts';
import { tellingOrder } from './telling-order.ts';

/** What the auditor's own command says of a run, from the topics alone. */
export interface Audit {
  readonly verify: Answer;
  /** Of all orders and positions: folded from the topic, and as the tracker keeps it. */
  readonly stateHash: string;
  readonly trackedStateHash: string;
  /** The order whose story tells most, and its story for a person and for a script. */
  readonly clientOrderId: string | undefined;
  readonly trace: string;
  readonly traceDocument: unknown;
}

const hashSchema = z.object({ stateHash: z.string() });
const stateSchema = z.object({ hash: z.string() });

/** Asks `orderonce` as a person would, once everything has come to rest. */
export async function auditRun(
  run: {
    readonly history: History;
    readonly environment: Readonly<Record<string, string>>;
    readonly trackerUrl: string;
    readonly isColoured: boolean;
  },
  signal: AbortSignal,
): Promise<Audit> {
  const ask = (...args: string[]) => askAuditor(args, run.environment, signal);
  const clientOrderId = tellingOrder(run.history);
  const verify = await ask('verify');
  const positions = await ask('positions', '--json');
  const state = await fetch(`${run.trackerUrl}/state`);
  const colour = run.isColoured ? { FORCE_COLOR: '1' } : {};
  const [trace, traceDocument] =
    clientOrderId === undefined
      ? [undefined, undefined]
      : await Promise.all([
          askAuditor(['trace', clientOrderId], { ...run.environment, ...colour }, signal),
          ask('trace', clientOrderId, '--json'),
        ]);
  return {
    verify,
    stateHash: hashSchema.parse(JSON.parse(positions.stdout)).stateHash,
    trackedStateHash: stateSchema.parse(await state.json()).hash,
    clientOrderId,
    trace: trace?.stdout ?? '',
    traceDocument: traceDocument && JSON.parse(traceDocument.stdout),
  };
}
