/** How long a run took, from the first to the last, and how much CPU time it cost its process. */
export interface Spent {
  readonly durationMs: number;
  readonly cpuMs: number;
}

/** One way of moving intents from a topic to their outcomes, or orders to a venue. */
export interface Contender {
  /** Moves this many, all of which wait already. */
  run(count: number): Promise<Spent>;
  close(): Promise<void>;
}

export const CONTENDERS = [
  'executor',
  'each-batch-loop',
  'each-message-loop',
  'executor-over-http',
  'post-loop',
  'executor-sampled',
  'executor-traced',
] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** Where a contender works; each has a group and an outcomes topic of its own. */
export interface Place {
  readonly accountId: string;
  readonly topicPrefix: string;
  readonly intents: string;
  readonly outcomes: string;
  readonly groupId: string;
  readonly partitions: number;
  /** Of the venue, where one is asked over HTTP. */
  readonly venueUrl: string;
}
