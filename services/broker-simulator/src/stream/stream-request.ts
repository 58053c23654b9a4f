import { z } from 'zod';

/** What a client may say on the stream. */
export type StreamRequest =
  | { readonly action: 'authenticate'; readonly keyId: string; readonly secretKey: string }
  | { readonly action: 'listen'; readonly streams: readonly string[] };

const schema = z.union([
  z
    .object({
      action: z.literal('authenticate'),
      data: z.object({ key_id: z.string(), secret_key: z.string() }),
    })
    .transform(({ action, data }) => ({
      action,
      keyId: data.key_id,
      secretKey: data.secret_key,
    })),
  z
    .object({ action: z.literal('auth'), key: z.string(), secret: z.string() })
    .transform(({ key, secret }) => ({
      action: 'authenticate' as const,
      keyId: key,
      secretKey: secret,
    })),
  z
    .object({ action: z.literal('listen'), data: z.object({ streams: z.array(z.string()) }) })
    .transform(({ action, data }) => ({ action, streams: data.streams })),
]);

/** Null: nothing of the kind. */
export function readStreamRequest(text: string): StreamRequest | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
