import { brokerErrorType } from './kafkajs-error.ts';

/** What a failed send says about the records in it. */
export type SendFailure =
  /** Nothing: the cluster is away, slow or moving. The records may be on the log or not; send them again. */
  | 'unknown'
  /** One of them is larger than the topic takes. */
  | 'too-large'
  /** The broker found one of them wrong in itself. */
  | 'refused';

// Verdicts on the records themselves; everything else passes, or is for an operator to mend.
const VERDICTS: Readonly<Record<string, SendFailure>> = {
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  INVALID_RECORD: 'refused',
  INVALID_TIMESTAMP: 'refused',
  INVALID_TOPIC_EXCEPTION: 'refused',
};

export function classifySendFailure(error: unknown): SendFailure {
  return VERDICTS[brokerErrorType(error)] ?? 'unknown';
}
