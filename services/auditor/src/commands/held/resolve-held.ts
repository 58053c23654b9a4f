import {
  accountIdSchema,
  clientOrderIdSchema,
  printable,
  RESOLUTIONS,
  type Resolution,
  resolutionSchema,
  SCHEMA_VERSION,
} from '@orderonce/contracts';
import pc from 'picocolors';
import { z } from 'zod';
import type { CommandContext } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import {
  type GivenOptions,
  jsonOption,
  readInput,
  signedOptions,
  waitOption,
} from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import {
  findHeld,
  type HeldOrder,
  progressOf,
  type ResolvingProgress,
  unansweredResolution,
} from './held-orders.ts';

const optionsSchema = z
  .object({
    ...jsonOption,
    ...signedOptions,
    ...waitOption,
    id: clientOrderIdSchema,
    account: accountIdSchema.optional(),
    as: z.enum(RESOLUTIONS),
    brokerOrderId: resolutionSchema.shape.brokerOrderId,
    replace: z.boolean().default(false),
  })
  .refine((options) => options.brokerOrderId === undefined || options.as === 'adopt', {
    path: ['brokerOrderId'],
    message: 'is only for --as adopt',
  });
type ResolveOptions = z.output<typeof optionsSchema>;

/** Writes what a person decided about a held order, and waits for what the executor that owns it makes of it. */
export async function resolveHeld(context: CommandContext, given: GivenOptions): Promise<ExitCode> {
  const options = readInput(optionsSchema, given, ['id']);
  const report = createReport(context.terminal, options.json);
  await using session = context.system().openControl();
  const state = await session.readCurrent();
  const found = findHeld(state, options.id, options.account);
  if (found.kind === 'not-held') throw new CommandFailure('REFUSED', found.text);
  refuseToOverwrite(found.held, options.replace);
  const resolution = resolutionOf(found.held, options, context);
  await session.publish(resolution);
  report.say(`Written (change ${resolution.changeId}); waiting for the executor that owns it …`);
  const isAnswered = () => progressOf(state, resolution).kind !== 'waiting';
  await session.until(isAnswered, options.wait);
  const progress = progressOf(state, resolution);
  const isDone = progress.kind === 'answered' && progress.acknowledgement.result === 'done';
  // The end of the hold is written before the answer, so what stands after it is a new hold.
  const { accountId } = found.held.hold.intent;
  const isHeldAgain = isDone && findHeld(state, options.id, accountId).kind === 'held';
  report.document({ resolution, progress, isHeldAgain });
  report.say(progressText(progress));
  if (isHeldAgain) report.say(pc.red('It is held again: look at it anew.'));
  return isDone && !isHeldAgain ? EXIT.done : EXIT.refused;
}

/** One that nobody answered yet is another person's decision, and an executor may act by it at any moment. */
function refuseToOverwrite(held: HeldOrder, mayReplace: boolean): void {
  const standing = unansweredResolution(held);
  if (standing === undefined || mayReplace) return;
  const { who, decision, why } = standing;
  throw new CommandFailure(
    'REFUSED',
    [
      `${who} resolved this order as "${decision}" already (${why}), and no executor answered yet:`,
      'it will be done when the executor that owns it is there.',
      'With --replace yours takes its place, unless an executor is faster.',
    ].join('\n'),
  );
}

function resolutionOf(
  { hold }: HeldOrder,
  { as: decision, brokerOrderId, who, why }: ResolveOptions,
  { newChangeId, clock }: CommandContext,
): Resolution {
  const { accountId, symbol, clientOrderId } = hold.intent;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'resolution',
    changeId: newChangeId(),
    ...{ accountId, symbol, clientOrderId, decision },
    ...(brokerOrderId !== undefined && { brokerOrderId }),
    ...{ who, why },
    atMs: clock.nowMs(),
  };
}

function progressText(progress: ResolvingProgress): string {
  switch (progress.kind) {
    case 'answered': {
      const { result, executorId, text } = progress.acknowledgement;
      const words = printable(text, MAX_TEXT_LENGTH);
      return result === 'done'
        ? `${pc.green('Done')} by ${executorId}: ${words}`
        : `${pc.red('REFUSED')} by ${executorId}: ${words}`;
    }
    case 'superseded':
      return pc.red(
        `${progress.by.who} resolved it as "${progress.by.decision}" meanwhile, which takes the place of yours.`,
      );
    case 'waiting':
      return pc.red(
        'No executor answered in time. The resolution stays: the executor that owns the order does it when it is there.',
      );
  }
}

const MAX_TEXT_LENGTH = 1000;
