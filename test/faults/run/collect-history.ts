import {
  decodeControl,
  decodeDeadLetter,
  decodeIntent,
  decodeOutcome,
  topicNames,
} from '@orderonce/contracts';
import {
  groupProgress,
  type IncomingRecord,
  type KafkaConnection,
  readTopic,
} from '@orderonce/kafka';
import { type History, JUDGED_KINDS, type LedgerEntry } from '../judge/history.ts';

export interface Witnesses {
  readonly connection: KafkaConnection;
  readonly topicPrefix: string;
  readonly groupId: string;
  /** Where the simulator tells its ledger. */
  readonly simulatorUrl: string;
  readonly killsMs?: readonly number[];
}

/** Asks every witness of a run that has come to rest. */
export async function collectHistory(witnesses: Witnesses): Promise<History> {
  const { connection, topicPrefix, groupId, simulatorUrl, killsMs = [] } = witnesses;
  const topics = topicNames(topicPrefix);
  const [ledger, intents, outcomes, letters, control, progress] = await Promise.all([
    readLedger(simulatorUrl),
    readAll(connection, topics.intents),
    readAll(connection, topics.outcomes),
    readAll(connection, topics.deadLetters),
    readAll(connection, topics.control),
    groupProgress(connection, { groupId, topic: topics.intents }),
  ]);
  return {
    ledger,
    intents: intents.flatMap((record) => {
      const decoded = decodeIntent(record.value);
      return decoded.ok
        ? [{ ...placeOf(record), logTimeMs: record.logTimeMs, intent: decoded.intent }]
        : [];
    }),
    outcomes: outcomes.map((record) => {
      const decoded = decodeOutcome(record.value);
      if (!decoded.ok) throw new Error(`a malformed outcome: ${JSON.stringify(decoded.problems)}`);
      return { ...placeOf(record), logTimeMs: record.logTimeMs, outcome: decoded.outcome };
    }),
    deadLetters: letters.flatMap((record) => {
      const letter = decodeDeadLetter(record);
      return letter
        ? [{ partition: letter.story.partition, offset: BigInt(letter.story.offset) }]
        : [];
    }),
    control: control.flatMap(({ key, value, logTimeMs }) => {
      const decoded = decodeControl(key, value);
      return decoded.ok && decoded.record ? [{ logTimeMs, record: decoded.record }] : [];
    }),
    committedOffsets: progress.committed,
    killsMs,
  };
}

const JUDGED: ReadonlySet<string> = new Set(JUDGED_KINDS);

/** The whole ledger of a simulator, oldest entry first. */
async function readLedger(simulatorUrl: string): Promise<LedgerEntry[]> {
  const response = await fetch(`${simulatorUrl}/sim/ledger`);
  if (!response.ok) throw new Error(`the ledger answered ${response.status}`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const entry = JSON.parse(line) as LedgerEntry;
    return JUDGED.has(entry.kind) ? entry : { ...entry, kind: 'other' };
  });
}

async function readAll(connection: KafkaConnection, topic: string): Promise<IncomingRecord[]> {
  const records: IncomingRecord[] = [];
  for await (const batch of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
    records.push(...batch);
  return records;
}

function placeOf({ partition, offset }: IncomingRecord) {
  return { partition, offset: BigInt(offset) };
}
