import { randomBytes } from 'node:crypto';
import { CHAIN_HEADER, type ChainWriter, createChainWriter } from '@orderonce/contracts';
import type { Departure } from './departure.ts';

export interface ChainOptions {
  /** Their records get links; those of other topics do not. */
  readonly topics: readonly string[];
  /** A new id for each chain, never used before; 48 random bits. */
  readonly writerId?: () => string;
}

/** The chains of one publisher, one for each partition of the chained topics. */
export interface RecordChains {
  isChained(topic: string): boolean;
  /** Puts the link into its headers; call it once for each departure, in the order of the log. */
  link(departure: Departure): void;
  /**
   * For a departure that will never be on the log, when none behind it in its partition is there either:
   * these get links of a new chain, since they cannot follow what is not there.
   */
  leaveOut(refused: Departure, behind: readonly Departure[]): void;
}

export function createRecordChains({
  topics,
  writerId = randomWriterId,
}: ChainOptions): RecordChains {
  const writersOf = new Map<string, Map<number, ChainWriter>>(
    topics.map((topic) => [topic, new Map()]),
  );

  function link(departure: Departure): void {
    const { topic, partition = 0 } = departure;
    const writers = writersOf.get(topic);
    if (writers === undefined) return;
    let writer = writers.get(partition);
    if (writer === undefined) {
      writer = createChainWriter(writerId());
      writers.set(partition, writer);
    }
    departure.headers = { ...departure.headers, [CHAIN_HEADER]: writer.link(departure) };
  }

  return {
    isChained: (topic) => writersOf.has(topic),
    link,
    leaveOut({ topic, partition }, behind) {
      if (partition === undefined || !writersOf.get(topic)?.delete(partition)) return;
      for (const departure of behind)
        if (departure.topic === topic && departure.partition === partition) link(departure);
    },
  };
}

function randomWriterId(): string {
  return randomBytes(6).toString('base64url');
}
