import { type DeadLetterStory, decodeControl, decodeDeadLetter } from '@orderonce/contracts';
import type { System } from '../command-line/command-context.ts';
import { noProgress } from '../command-line/progress.ts';
import { logRange, readRange } from '../kafka/log-range.ts';
import { ControlHistory } from './control-history.ts';
import type { Letters } from './refusals.ts';

type LogOf = Pick<System, 'connection' | 'topics'>;

/** What people said, from the beginning. */
export async function readControl({ connection, topics }: LogOf): Promise<ControlHistory> {
  const history = new ControlHistory();
  const range = await logRange(connection, topics.control);
  for await (const batch of readRange(connection, range, noProgress))
    for (const { key, value, offset, logTimeMs } of batch)
      history.take(offset, logTimeMs, decodeControl(key, value));
  return history;
}

/** Why records were set aside. */
export async function readLetterStories({ connection, topics }: LogOf): Promise<Letters> {
  const stories = new Map<string, DeadLetterStory>();
  const range = await logRange(connection, topics.deadLetters);
  for await (const batch of readRange(connection, range, noProgress))
    for (const record of batch) {
      const story = decodeDeadLetter(record)?.story;
      if (story?.topic === topics.intents) stories.set(`${story.partition}/${story.offset}`, story);
    }
  return { stories, areWhole: !range.isBeginningGone };
}
