export type KafkaFailureCode =
  /** The settings cannot work: a file that is not there, a mechanism without a password. */
  | 'INVALID_SETTINGS'
  /** The broker will never take this record: it is larger than the topic allows. */
  | 'RECORD_TOO_LARGE'
  /** The broker will never take this record, for another reason: no key on a compacted topic, say. */
  | 'RECORD_REFUSED'
  /** The record was not known to be on the log when the publisher stopped; it may be there or not. */
  | 'PUBLISHER_STOPPED'
  /** The consumer cannot go on; the process should exit and be started anew. */
  | 'CONSUMER_CRASHED'
  /** The topic does not exist or may not be read. */
  | 'TOPIC_UNAVAILABLE'
  /** Records were deleted before they could be read. */
  | 'RECORDS_GONE'
  /** Records are damaged, or in a format or compressed in a way that is not known here. */
  | 'UNREADABLE';

/** What this package throws; `code` tells which. */
export class KafkaFailure extends Error {
  override readonly name = 'KafkaFailure';
  readonly code: KafkaFailureCode;
  /** The message without the code. */
  readonly text: string;

  constructor(code: KafkaFailureCode, text: string, cause?: unknown) {
    super(`${code}: ${text}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.text = text;
  }
}

/** The text of anything that was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
