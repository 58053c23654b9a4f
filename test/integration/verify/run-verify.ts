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
  const { exitCode, stdout, stderr } = await run(args, env);
  if (stdout === '') throw new Error(`exit ${exitCode}: ${stderr}`);
  const verified = documentSchema.parse(JSON.parse(stdout));
  if (exitCode !== (verified.ok ? 0 : 1)) throw new Error(`exit ${exitCode}: ${stdout}`);
  return verified;
}

const MAX_PRINTED_BYTES = 64 * 1024 * 1024;

function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  const options = { env, maxBuffer: MAX_PRINTED_BYTES };
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr });
    });
  });
}

/** Fails with what `verify` finds on the topics of a pipeline that is at rest. */
export async function expectVerified(pipeline: { readonly topicPrefix: string }): Promise<void> {
  expect(await runVerify(pipeline)).toMatchObject({ ok: true, underWay: 0, violations: [] });
}
