import { setTimeout as delay } from 'node:timers/promises';
import { decodeIntent, decodeOutcome } from '@orderonce/contracts';
import { createPublisher, partitionFor, topicOffsets } from '@orderonce/kafka';
import type { CommandContext, System } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import type { Report } from '../../command-line/report.ts';
import { readRange } from '../../kafka/log-range.ts';
import { asCommandFailure } from '../../kafka/read-patiently.ts';
import { copyFor, type Pace, paceOfLog, paceOfRate } from '../../replay/emit.ts';
import { selectRange } from '../../replay/select-range.ts';
import { isWanted } from '../../replay/wanted.ts';
import { type ReplayOptions, SPEEDS, selectionOf } from './replay-options.ts';

type IntoOptions = ReplayOptions & { readonly into: string };

const STOP_MS = 5000;

/** Writes the selected intents, or outcomes, to another topic, at the pace that was asked for. */
export async function replayInto(
  { clock, progress, system }: CommandContext,
  options: IntoOptions,
  report: Report,
): Promise<ExitCode> {
  const { connection, topics } = system();
  const { into, outcomes } = options;
  refuseOurs(into, topics);
  const source = outcomes ? topics.outcomes : topics.intents;
  const selection = selectionOf(options, clock.nowMs());
  const { intents: range, partitionCount } = await selectRange(connection, source, selection);
  await refuseOtherCount(connection, into, partitionCount);
  const pace = paceOf(options);
  const publisher = createPublisher(connection);
  using interrupted = onInterrupt();
  const told = { written: 0, skipped: 0 };
  const sends: Promise<unknown>[] = [];
  reading: for await (const batch of readRange(connection, range, progress)) {
    for (const record of batch) {
      if (interrupted.signal.aborted) break reading;
      const decoded = outcomes ? decodeOutcome(record.value) : decodeIntent(record.value);
      const whose = decoded.ok
        ? 'outcome' in decoded
          ? decoded.outcome
          : decoded.intent
        : decoded.readable;
      // One that its key would put elsewhere cannot keep its partition.
      const staysInPlace =
        record.key !== null && partitionFor(record.key, partitionCount) === record.partition;
      if (!isWanted(options, whose) || !staysInPlace) {
        told.skipped += 1;
        continue;
      }
      const waitMs = pace?.waitMs(record, clock.monotonicMs()) ?? 0;
      if (waitMs > 0)
        await delay(waitMs, undefined, { signal: interrupted.signal }).catch(() => {});
      if (interrupted.signal.aborted) break reading;
      sends.push(publisher.publish(copyFor(into, record)));
      told.written += 1;
    }
    await Promise.all(sends.splice(0));
  }
  await Promise.all(sends);
  await publisher.stop(STOP_MS);
  const isWhole = !interrupted.signal.aborted;
  report.document({ into, source, ...told, isWhole });
  report.say(
    `${told.written} records of ${source} were written to ${into}, ${told.skipped} left out.`,
  );
  if (!isWhole) report.say('It was interrupted: the rest was not written.');
  return isWhole ? EXIT.done : EXIT.refused;
}

/** An executor or a tracker would take a copy on a topic of ours for the real thing. */
function refuseOurs(into: string, topics: System['topics']): void {
  if (!Object.values(topics).includes(into)) return;
  throw new CommandFailure('REFUSED', `${into} is a topic of the system itself; name another one`);
}

/** One key, one partition number: there as here. */
async function refuseOtherCount(connection: System['connection'], into: string, count: number) {
  const target = await topicOffsets(connection, into, 'end').catch((error: unknown) => {
    throw asCommandFailure(error, into);
  });
  if (target.size === count) return;
  const text = `${into} has ${target.size} partitions, and must have ${count}`;
  throw new CommandFailure('REFUSED', text);
}

function paceOf({ speed = 'max', rate }: IntoOptions): Pace | null {
  if (rate !== undefined) return paceOfRate(rate);
  return speed === 'max' ? null : paceOfLog(SPEEDS[speed]);
}

function onInterrupt(): Disposable & { readonly signal: AbortSignal } {
  const interrupted = new AbortController();
  const abort = () => interrupted.abort();
  process.once('SIGINT', abort);
  return {
    signal: interrupted.signal,
    [Symbol.dispose]: () => process.off('SIGINT', abort),
  };
}
