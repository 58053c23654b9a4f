import type { Admin } from 'kafkajs';
// Node finds only some of the names of this CommonJS package; the whole of it is always there.
import kafkajs from 'kafkajs';

/** A topic as it must stand on the cluster. */
export interface TopicRequirement {
  readonly name: string;
  /** Kafka's own configuration names and values. */
  readonly config: Readonly<Record<string, string>>;
  /** Absent: any count will do. */
  readonly partitions?: number;
}

/** What the cluster has, in sentences for a person. */
export interface TopicFindings {
  /** Empty: everything is as required. */
  readonly problems: readonly string[];
  /** Of the topics that exist. */
  readonly partitionCounts: ReadonlyMap<string, number>;
}

// The consumers read plain and gzip records only; any other codec would stop them for good.
const UNREADABLE_CODECS = ['snappy', 'lz4', 'zstd'];

/** Compares every requirement with what is in effect; alters nothing. */
export async function inspectTopics(
  admin: Admin,
  requirements: readonly TopicRequirement[],
): Promise<TopicFindings> {
  const problems: string[] = [];
  const partitionCounts = new Map<string, number>();
  const existing = new Set(await admin.listTopics());
  for (const { name } of requirements)
    if (!existing.has(name)) problems.push(`topic ${name} does not exist`);
  const present = requirements.filter(({ name }) => existing.has(name));
  if (present.length === 0) return { problems, partitionCounts };
  const { topics } = await admin.fetchTopicMetadata({ topics: present.map(({ name }) => name) });
  const effective = await effectiveConfigs(admin, present);
  for (const { name, config, partitions } of present) {
    const count = topics.find((topic) => topic.name === name)?.partitions.length ?? 0;
    partitionCounts.set(name, count);
    if (partitions !== undefined && count !== partitions)
      problems.push(`topic ${name} has ${count} partitions, must have ${partitions}`);
    problems.push(...configProblems(name, config, effective.get(name) ?? new Map()));
  }
  return { problems, partitionCounts };
}

function configProblems(
  topic: string,
  required: TopicRequirement['config'],
  effective: ReadonlyMap<string, string>,
): string[] {
  const wanted = Object.entries(required);
  const problems = wanted
    .filter(([name, value]) => effective.get(name) !== value)
    .map(
      ([name, value]) =>
        `topic ${topic} has ${name}=${effective.get(name) ?? '(unknown)'}, must have ${value}`,
    );
  const codec = effective.get('compression.type') ?? 'producer';
  if (required['compression.type'] === undefined && UNREADABLE_CODECS.includes(codec))
    problems.push(`topic ${topic} has compression.type=${codec}, which no consumer here can read`);
  return problems;
}

async function effectiveConfigs(
  admin: Admin,
  requirements: readonly TopicRequirement[],
): Promise<Map<string, Map<string, string>>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: requirements.map(({ name, config }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: [...Object.keys(config), 'compression.type'],
    })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
}
