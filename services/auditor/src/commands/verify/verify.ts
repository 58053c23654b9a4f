import { accountIdSchema, strategyIdSchema, symbolSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { momentSchema } from '../../command-line/moment.ts';
import { type GivenOptions, jsonOption, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { durationMsSchema } from '../../command-line/time-text.ts';
import { type Audited, auditTopics } from '../../verify/audit-topics.ts';
import { verifyDocument, violationCount } from './verify-document.ts';
import { verifyText } from './verify-text.ts';

const MOST_SHOWN = 10_000;

const inputSchema = z.object({
  ...jsonOption,
  broker: z.boolean().default(false),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  account: accountIdSchema.optional(),
  symbol: symbolSchema.optional(),
  strategy: strategyIdSchema.optional(),
  settle: durationMsSchema,
  maxShown: z.coerce.number().int().min(1).max(MOST_SHOWN),
});

/** Verifies the topics and tells what was found; nothing to verify is never "clean". */
export async function verify(context: CommandContext, given: GivenOptions): Promise<ExitCode> {
  const input = readInput(inputSchema, given);
  const report = createReport(context.terminal, input.json);
  const { account: accountId, symbol, strategy: strategyId } = input;
  const beganMs = context.clock.monotonicMs();
  const nowMs = context.clock.nowMs();
  const audited = await auditTopics(context, {
    fromMs: input.from?.(nowMs),
    toMs: input.to?.(nowMs),
    settleMs: input.settle,
    filter: {
      ...(accountId !== undefined && { accountId }),
      ...(symbol !== undefined && { symbol }),
      ...(strategyId !== undefined && { strategyId }),
    },
    maxKept: input.maxShown,
    keepsOrders: input.broker,
  });
  failIfNothing(audited);
  const tookMs = context.clock.monotonicMs() - beganMs;
  report.document(verifyDocument(audited, tookMs));
  report.say(verifyText(audited, tookMs, report.columns));
  return violationCount(audited) === 0 ? EXIT.done : EXIT.found;
}

function failIfNothing(audited: Audited): void {
  const { intents, outcomes } = audited.counts;
  if (violationCount(audited) > 0) return;
  if (intents === 0 && outcomes === 0)
    throw new CommandFailure(
      'REFUSED',
      'there is nothing to verify: no intent and no outcome within what was asked for',
    );
  if (outcomes === 0)
    throw new CommandFailure(
      'REFUSED',
      `there is nothing to verify yet: ${intents} intents, and no outcome`,
    );
}
