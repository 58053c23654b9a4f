import type { ClientOrderId, TopicNames } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { System } from '../command-line/command-context.ts';
import { CommandFailure } from '../command-line/command-failure.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import { logRange, readRange } from '../kafka/log-range.ts';
import { type Message, readMessage } from './message.ts';
import { names, type OrderRecords } from './order-records.ts';
import { chainOf, linksIn } from './replace-chain.ts';

/** A chain longer than this is told as far as it was found. */
const MAX_ROUNDS = 50;

/**
 * Every message that names the order or one of its replace chain: what a message tells of the chain is searched
 * for in its turn, until nothing new is told.
 */
export async function gatherMessages(
  id: ClientOrderId,
  records: OrderRecords,
  topics: TopicNames,
): Promise<Message[]> {
  const found = new Map<string, Message>();
  const searched = new Set<ClientOrderId>();
  let partition: number | undefined;
  let wanted: ClientOrderId[] = [id];
  for (let round = 0; wanted.length > 0 && round < MAX_ROUNDS; round += 1) {
    for (const record of await records.recordsOf(wanted, partition)) {
      const message = readMessage(record, topics);
      if (message !== null) found.set(placeOf(record), message);
      partition ??= record.partition;
    }
    for (const one of wanted) searched.add(one);
    const links = linksIn([...found.values()]);
    // All that is told of a cancel names the order too, and so it was found with the order.
    const cancels = new Set(links.flatMap((link) => (link.kind === 'cancel' ? [link.id] : [])));
    const chain = chainOf(id, links);
    wanted = [...chain].filter((one) => !searched.has(one) && !cancels.has(one));
  }
  return [...found.values()];
}

/** What the two small topics tell. */
export interface ToldBeside {
  readonly messages: readonly Message[];
  /** Topics that are not there, or that this user may not read. */
  readonly unread: readonly string[];
}

/** All of the control topic, and the dead letters that hold one of the ids. */
export async function gatherBeside(
  ids: ReadonlySet<ClientOrderId>,
  { connection, topics }: Pick<System, 'connection' | 'topics'>,
  progress: ShowProgress,
): Promise<ToldBeside> {
  const messages: Message[] = [];
  const unread: string[] = [];
  const read = async (topic: string, isWanted: (record: IncomingRecord) => boolean) => {
    const range = await logRange(connection, topic);
    for await (const batch of readRange(connection, range, progress))
      for (const record of batch) {
        const message = isWanted(record) ? readMessage(record, topics) : null;
        if (message !== null) messages.push(message);
      }
  };
  const readIfThere: typeof read = (topic, isWanted) =>
    read(topic, isWanted).catch((error: unknown) => {
      if (!(error instanceof CommandFailure) || error.code !== 'REFUSED') throw error;
      unread.push(topic);
    });
  await Promise.all([
    readIfThere(topics.deadLetters, (record) => names(record, ids)),
    readIfThere(topics.control, () => true),
  ]);
  return { messages, unread };
}

const placeOf = ({ topic, partition, offset }: IncomingRecord) => `${topic}/${partition}/${offset}`;
