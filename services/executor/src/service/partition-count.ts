import { TOPICS, type TopicNames } from '@orderonce/contracts';
import { checkTopics, type KafkaConnection } from '@orderonce/kafka';

/** @throws when the topics are missing or are not as the order of intents needs them */
export async function partitionCountOf(
  connection: KafkaConnection,
  names: TopicNames,
): Promise<number> {
  const findings = await checkTopics(
    connection,
    (['intents', 'outcomes', 'deadLetters', 'control'] as const).map((topic) => ({
      name: names[topic],
      config: TOPICS[topic].config,
    })),
  );
  const intents = findings.partitionCounts.get(names.intents);
  const outcomes = findings.partitionCounts.get(names.outcomes);
  const problems = [...findings.problems];
  if (intents !== undefined && outcomes !== undefined && intents !== outcomes)
    problems.push(
      `${names.intents} has ${intents} partitions and ${names.outcomes} ${outcomes}: they must be equal`,
    );
  if (problems.length > 0 || intents === undefined)
    throw new Error(`the topics are not as they must be: ${problems.join('; ')}`);
  return intents;
}
