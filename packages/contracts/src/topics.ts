/** A topic as it must exist on the cluster. */
export interface TopicSpecification {
  readonly name: string;
  /** Retention and clean-up, by Kafka's own configuration names. */
  readonly config: Readonly<Record<string, string>>;
  /** Topics with the same value must have the same partition count: one key, one partition number. */
  readonly partitionGroup: 'orders' | 'single';
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long intents stay; order records in Redis live longer than this, outcomes at least as long. */
export const INTENTS_RETENTION_MS = 7 * DAY_MS;
export const OUTCOMES_RETENTION_MS = 30 * DAY_MS;
export const DEAD_LETTERS_RETENTION_MS = 30 * DAY_MS;

/** Whatever codec a producer chose: consumers here read plain and gzip records, and another would stop them all. */
const READABLE = { 'compression.type': 'uncompressed' };

export const TOPICS = {
  intents: {
    name: 'orders.intents',
    partitionGroup: 'orders',
    config: {
      'cleanup.policy': 'delete',
      'retention.ms': String(INTENTS_RETENTION_MS),
      // The log's own clock: an intent's age must not depend on the producer's.
      'message.timestamp.type': 'LogAppendTime',
      ...READABLE,
    },
  },
  outcomes: {
    name: 'orders.outcomes',
    partitionGroup: 'orders',
    config: {
      'cleanup.policy': 'delete',
      'retention.ms': String(OUTCOMES_RETENTION_MS),
      'message.timestamp.type': 'LogAppendTime',
      ...READABLE,
    },
  },
  deadLetters: {
    name: 'orders.intents.dlq',
    partitionGroup: 'single',
    config: {
      'cleanup.policy': 'delete',
      'retention.ms': String(DEAD_LETTERS_RETENTION_MS),
      'message.timestamp.type': 'LogAppendTime',
      ...READABLE,
    },
  },
  control: {
    name: 'orders.control',
    partitionGroup: 'single',
    config: {
      'cleanup.policy': 'compact',
      'message.timestamp.type': 'LogAppendTime',
      ...READABLE,
    },
  },
} as const satisfies Record<string, TopicSpecification>;

/** Names of the four topics for one deployment; a prefix lets several share a cluster. */
export interface TopicNames {
  readonly intents: string;
  readonly outcomes: string;
  readonly deadLetters: string;
  readonly control: string;
}

/** `topicNames('')` gives the names themselves; `topicNames('paper.')` gives `paper.orders.intents`, … */
export function topicNames(prefix: string): TopicNames {
  return {
    intents: prefix + TOPICS.intents.name,
    outcomes: prefix + TOPICS.outcomes.name,
    deadLetters: prefix + TOPICS.deadLetters.name,
    control: prefix + TOPICS.control.name,
  };
}
