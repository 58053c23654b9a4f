import type { KafkaConnection } from '@orderonce/kafka';
import { type LogRange, logRange, type RangeLimits } from '../kafka/log-range.ts';

/** A place on the intents topic. */
interface Place {
  readonly partition: number;
  readonly offset: string;
}

/** Which intents are asked about: by the log's time, or by places, of which both ends are included. */
export interface Selection extends RangeLimits {
  readonly fromPlaces: readonly Place[];
  readonly toPlaces: readonly Place[];
}

export interface SelectedRange {
  readonly intents: LogRange;
  /** How many partitions the topic has, whatever was selected. */
  readonly partitionCount: number;
  /** The partitions whose first record is the first that they ever held. */
  readonly fromStart: ReadonlySet<number>;
  /** Answers stand behind their intents; undefined: from the beginning. */
  readonly outcomesFromMs: number | undefined;
}

/** Between the clocks of brokers. */
const CLOCK_MARGIN_MS = 60_000;

/** With places, only the partitions that they name. */
export async function selectRange(
  connection: KafkaConnection,
  topic: string,
  { fromPlaces, toPlaces, fromMs, toMs }: Selection,
): Promise<SelectedRange> {
  const all = await logRange(connection, topic, { fromMs, toMs });
  const from = new Map(fromPlaces.map(({ partition, offset }) => [partition, offset]));
  const to = new Map(toPlaces.map(({ partition, offset }) => [partition, after(offset)]));
  const named = new Set([...from.keys(), ...to.keys()]);
  const partitions = [...all.begin.keys()].filter((one) => named.size === 0 || named.has(one));
  const begin = new Map(partitions.map((one) => [one, later(all.begin.get(one), from.get(one))]));
  const end = new Map(partitions.map((one) => [one, earlier(all.end.get(one), to.get(one))]));
  return {
    intents: { ...all, begin, end },
    partitionCount: all.begin.size,
    fromStart: new Set(partitions.filter((one) => begin.get(one) === '0')),
    outcomesFromMs: fromMs === undefined ? undefined : fromMs - CLOCK_MARGIN_MS,
  };
}

const after = (offset: string) => String(BigInt(offset) + 1n);

function later(a = '0', b = a): string {
  return BigInt(a) > BigInt(b) ? a : b;
}

function earlier(a = '0', b = a): string {
  return BigInt(a) < BigInt(b) ? a : b;
}
