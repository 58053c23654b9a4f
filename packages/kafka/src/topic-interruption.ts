import { errorText, KafkaFailure } from './kafka-failure.ts';
import { brokerErrorType, isPassing } from './kafkajs-error.ts';

/**
 * What reading a topic ran into, when trying again cannot help; null when the cluster is away, loading or
 * moving, and the same question may be answered a moment later.
 */
export function lastingFailure(topic: string, error: unknown): KafkaFailure | null {
  if (error instanceof KafkaFailure) return error;
  const type = brokerErrorType(error);
  if (type === 'OFFSET_OUT_OF_RANGE')
    return new KafkaFailure('RECORDS_GONE', `of ${topic}, before they could be read`, error);
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || !isPassing(error))
    return new KafkaFailure('TOPIC_UNAVAILABLE', `${topic}: ${errorText(error)}`, error);
  return null;
}
