import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';

const placeSchema = z.object({
  topic: z.string(),
  partition: z.number(),
  offset: z.string(),
});
const documentSchema = z.object({
  ok: z.boolean(),
  intents: z.number(),
  outcomes: z.number(),
  underWay: z.number(),
  violations: z.array(
    z.object({
      check: z.string(),
      clientOrderId: z.string().optional(),
      records: z.array(placeSchema),
      expected: z.string(),
      found: z.string(),
    }),
  ),
});
export type Verified = z.output<typeof documentSchema>;

const ENTRY = join(import.meta.dirname, '../../../services/auditor/src/main.ts');

export interface VerifyRun {
  readonly groupId?: string;
  readonly more?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** What `orderonce verify` says of the topics of one run. */
export async function runVerify(
  { topicPrefix }: { readonly topicPrefix: string },
  { groupId = 'executor', more = [], variables = {} }: VerifyRun = {},
): Promise<Verified> {
  const args = [ENTRY, 'verify', '--json', '--settle', '0s', '--max-shown', '10000', ...more];
  const env = {
    ...process.env,
    TOPIC_PREFIX: topicPrefix,
    EXECUTOR_GROUP_ID: groupId,
    ...variables,
  };
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 }, (_error, ...said) => {
      const [out, err] = said;
      resolve({ stdout: out, stderr: err });
    });
  });
  if (stdout === '') throw new Error(`verify said nothing but: ${stderr}`);
  return documentSchema.parse(JSON.parse(stdout));
}

/** Fails with what `verify` finds on the topics of a pipeline that is at rest. */
export async function expectVerified(pipeline: { readonly topicPrefix: string }): Promise<void> {
  expect(await runVerify(pipeline)).toMatchObject({ ok: true, underWay: 0, violations: [] });
}
