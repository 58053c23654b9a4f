import { type Intent, intentPayload, orderBodyOf } from '@orderonce/contracts';
import { quickPayloadHash } from '@orderonce/contracts/quick';
import type { Payload } from '@orderonce/idempotency';
import type { RecordPosition } from '@orderonce/kafka';
import type { Subject } from '../outcomes/subject.ts';

/** What outcomes say of an intent, and the fields that every copy of it must have. */
export function subjectOf(
  intent: Intent,
  { topic, partition, offset, digest }: RecordPosition & Pick<Subject, 'digest'>,
  contentKey: string | undefined,
): { readonly subject: Subject; readonly payload: Payload } {
  const payload = intentPayload(intent);
  const subject: Subject = {
    intent,
    position: { topic, partition, offset },
    ...(digest !== undefined && { digest }),
    payloadHash: quickPayloadHash(intent),
    ...(contentKey !== undefined && { contentKey }),
    ...((intent.kind === 'place' || intent.kind === 'replace') && { body: orderBodyOf(intent) }),
  };
  return { subject, payload };
}
