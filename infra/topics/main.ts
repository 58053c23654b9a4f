// Makes the four topics on the cluster of KAFKA_BROKERS, or says how existing ones deviate.
import { tellFailure } from '../stack/stack-failure.ts';
import { ensureOrderTopics } from './ensure-order-topics.ts';

try {
  const created = await ensureOrderTopics({ variables: process.env });
  console.log(created.length > 0 ? `Created ${created.join(', ')}` : 'All topics are there');
} catch (error) {
  process.exitCode = tellFailure(error).exitCode;
}
