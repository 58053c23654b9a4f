import { readFileSync } from 'node:fs';
import { partitionKey } from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import type { CommandContext, System } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { EXIT, type ExitCode } from '../../command-line/exit.ts';
import { type GivenOptions, readInput } from '../../command-line/read-input.ts';
import { createReport } from '../../command-line/report.ts';
import { AnswerWatch } from '../../dlq/answer-watch.ts';
import { type Corrected, correctIntent } from '../../dlq/correct-intent.ts';
import { type FoundLetter, placeText } from '../../dlq/found-letter.ts';
import { readLetter } from '../../dlq/read-letters.ts';
import { redrivenHeaders, redrivesOf } from '../../dlq/redriven.ts';
import { redrivesText } from './letter-text.ts';
import { type RedriveOptions, redriveOptions } from './redrive-options.ts';
import { answerText, isTaken, problemLines, publishedText, staleText } from './redrive-text.ts';

type Correction = Extract<Corrected, { readonly ok: true }>;

/**
 * Publishes what a person made of a dead letter as an intent like any other: it is held against the same rules
 * before it is published, and by the executor once more. Its id stays, so it is still one order at most.
 */
export async function redriveLetter(
  context: CommandContext,
  given: GivenOptions,
): Promise<ExitCode> {
  const options = readInput(redriveOptions, given, ['letter']);
  const { clock, terminal } = context;
  const report = createReport(terminal, options.json);
  const system = context.system();
  const letter = await readLetter(system, options.letter);
  const corrected = correct(letter, options, clock.nowMs());
  const { intent, changes } = corrected;
  const redrives = await redrivesOf(system, letter);
  if (redrives.length > 0) report.warn(redrivesText(redrives, clock.nowMs()));
  report.say(publishedText(corrected, report.columns));
  const stale = staleText(intent, clock.nowMs());
  if (stale !== null) report.warn(stale);
  const told = { letter: placeText(letter), intent, changes, redrives };
  if (options.dryRun) {
    report.document({ ...told, published: null, answer: null });
    report.say('\nNothing was published (--dry-run).');
    return EXIT.done;
  }
  const watch = new AnswerWatch();
  await using outcomes = system.orders.followOutcomes({
    from: 'end',
    onlyOf: intent.clientOrderId,
    onOutcome: (outcome) => watch.take(outcome),
  });
  // Whoever listens before he speaks cannot miss the answer.
  await outcomes.readCurrent();
  const position = await publish(system, letter, corrected, options);
  report.say(`\nPublished at ${position.topic} ${placeText(position)}; waiting for its answer …`);
  await outcomes.until(() => watch.answerTo(position) !== undefined, options.wait);
  const answer = watch.answerTo(position);
  report.document({ ...told, published: position, answer: answer ?? null });
  report.say(answerText(answer, options.wait));
  return answer !== undefined && isTaken(answer) ? EXIT.done : EXIT.refused;
}

function correct(letter: FoundLetter, options: RedriveOptions, nowMs: number): Correction {
  const { file, set, unset } = options;
  const isCut = letter.story.value?.isCut === true;
  if (isCut && file === undefined)
    throw new CommandFailure(
      'REFUSED',
      'the letter holds only the beginning of what it was; give the whole with --file',
    );
  const corrected = correctIntent(letter.value, {
    ...(file !== undefined && { file: readCorrection(file) }),
    set: new Map(set),
    unset,
    nowMs,
  });
  if (corrected.ok) return corrected;
  const lines = problemLines(corrected.problems).join('\n');
  throw new CommandFailure('REFUSED', `nothing was published; what is wrong still:\n${lines}`);
}

function readCorrection(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('BAD_INPUT', `--file cannot be read: ${why}`);
  }
}

async function publish(
  { connection, topics }: System,
  letter: FoundLetter,
  { intent, bytes }: Correction,
  { who, why }: RedriveOptions,
) {
  const publisher = createPublisher(connection);
  try {
    return await publisher.publish({
      topic: topics.intents,
      key: partitionKey(intent.accountId, intent.symbol),
      value: bytes,
      headers: {
        'content-type': 'application/json',
        ...redrivenHeaders(topics.deadLetters, letter, { who, why }),
      },
    });
  } finally {
    await publisher.stop(0);
  }
}
