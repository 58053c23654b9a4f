import type { Admin } from 'kafkajs';
import type { Patience } from './admin-session.ts';
import { withAdmin } from './admin-session.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { delay, systemScheduler } from './scheduler.ts';
import type { TopicFindings, TopicRequirement } from './topic-requirement.ts';
import { inspectTopics } from './topic-requirement.ts';

const LISTING_ATTEMPTS = 50;
const LISTING_PAUSE_MS = 100;

export interface TopicToEnsure extends TopicRequirement {
  readonly partitions: number;
  /** Of a topic that is created; an existing one keeps its own. */
  readonly replicationFactor: number;
}

export interface EnsuredTopics extends TopicFindings {
  readonly created: readonly string[];
}

/**
 * Creates the topics that are missing and compares those that exist with what is required. Never alters
 * one that exists: each deviation is a problem for a person. Safe to run from several processes at once.
 *
 * @throws when the cluster cannot be reached within the patience, or refuses
 */
export function ensureTopics(
  connection: KafkaConnection,
  topics: readonly TopicToEnsure[],
  patience: Patience = {},
): Promise<EnsuredTopics> {
  // Outside the attempt: one that created a topic and then failed has created it all the same.
  const created: string[] = [];
  return withAdmin(
    connection,
    async (admin) => {
      const existing = new Set(await admin.listTopics());
      for (const topic of topics)
        if (!existing.has(topic.name) && (await create(admin, topic))) created.push(topic.name);
      if (topics.some(({ name }) => !existing.has(name))) await untilListed(admin, topics);
      return { created, ...(await inspectTopics(admin, topics)) };
    },
    patience,
  );
}

/** The same comparison without creating anything; a topic that is missing is one of the problems. */
export function checkTopics(
  connection: KafkaConnection,
  topics: readonly TopicRequirement[],
  patience: Patience = {},
): Promise<TopicFindings> {
  return withAdmin(connection, (admin) => inspectTopics(admin, topics), patience);
}

/** False when somebody else created it in the meantime. */
function create(admin: Admin, topic: TopicToEnsure): Promise<boolean> {
  return admin.createTopics({
    waitForLeaders: true,
    topics: [
      {
        topic: topic.name,
        numPartitions: topic.partitions,
        replicationFactor: topic.replicationFactor,
        configEntries: Object.entries(topic.config).map(([name, value]) => ({ name, value })),
      },
    ],
  });
}

/** A broker that is busy may list a topic a moment after it said that it had created it. */
async function untilListed(admin: Admin, topics: readonly TopicToEnsure[]): Promise<void> {
  for (let attempt = 0; attempt < LISTING_ATTEMPTS; attempt += 1) {
    const listed = new Set(await admin.listTopics());
    if (topics.every(({ name }) => listed.has(name))) return;
    await delay(systemScheduler, LISTING_PAUSE_MS);
  }
}
