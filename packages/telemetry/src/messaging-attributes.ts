import { ATTRIBUTES } from './attributes.ts';
import type { SpanAttributes } from './order-tracer.ts';

/** A record as it is handed to a publisher. */
interface SentRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  /** Null is a tombstone. */
  readonly value: string | Buffer | null;
}

/** A record as a consumer gets it. */
interface ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** Under which names this process speaks to Kafka. */
export interface KafkaNames {
  readonly clientId?: string | undefined;
  readonly groupId?: string | undefined;
}

/**
 * What a span that sends one record says of it, by OpenTelemetry's conventions. That it is sent, and through Kafka, its
 * kind `producer` says already.
 */
export function sendAttributes(
  { topic, key, value }: SentRecord,
  names: KafkaNames = {},
): SpanAttributes {
  return { ...topicAttributes(topic, names), ...contentAttributes(key, value) };
}

/** The same for a span in which one record is worked on; its kind is `consumer`. */
export function processAttributes(record: ReceivedRecord, names: KafkaNames = {}): SpanAttributes {
  return {
    ...topicAttributes(record.topic, names),
    ...placeAttributes(record),
    ...contentAttributes(record.key, record.value),
  };
}

/** What such spans have in common, also where they are not about one record. */
export function topicAttributes(topic: string, { clientId, groupId }: KafkaNames): SpanAttributes {
  return {
    [ATTRIBUTES.messagingDestinationName]: topic,
    ...(groupId !== undefined && { [ATTRIBUTES.messagingConsumerGroupName]: groupId }),
    ...(clientId !== undefined && { [ATTRIBUTES.messagingClientId]: clientId }),
  };
}

/** Where the record came to stand; known when it was sent. */
export function placeAttributes(place: {
  readonly partition: number;
  readonly offset: string;
}): SpanAttributes {
  return {
    [ATTRIBUTES.messagingDestinationPartitionId]: String(place.partition),
    [ATTRIBUTES.messagingKafkaOffset]: Number(place.offset),
  };
}

function contentAttributes(
  key: string | Buffer | null,
  value: string | Buffer | null,
): SpanAttributes {
  return {
    ...(key !== null && { [ATTRIBUTES.messagingKafkaMessageKey]: key.toString() }),
    ...(value === null
      ? { [ATTRIBUTES.messagingKafkaMessageTombstone]: true }
      : { [ATTRIBUTES.messagingMessageBodySize]: Buffer.byteLength(value) }),
  };
}
