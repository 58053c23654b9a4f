import { accountIdSchema } from '@orderonce/contracts';
import { z } from 'zod';
import { Secret } from '../secret.ts';

// Visible ASCII: anything else cannot stand in a header, and is a slip in pasting.
const keySchema = (name: string) =>
  z
    .string({ error: `${name} must be a string` })
    .regex(/^[!-~]{1,256}$/, `${name} must be 1 to 256 visible ASCII characters`);

const FIELDS = ['accountId', 'keyId', 'secretKey'];
const ONLY_FIELDS = 'must be an object of accountId, keyId and secretKey and nothing else';

// Not a strict object: that one names what it does not know, and here it may be a secret.
const accountSchema = z
  .looseObject(
    {
      accountId: accountIdSchema,
      keyId: keySchema('keyId'),
      secretKey: keySchema('secretKey'),
    },
    { error: ONLY_FIELDS },
  )
  .refine((account) => Object.keys(account).every((field) => FIELDS.includes(field)), {
    error: ONLY_FIELDS,
  });

const EXAMPLE = '[{"accountId":"…","keyId":"…","secretKey":"…"}]';

/**
 * The text of `ALPACA_ACCOUNTS` as accounts. No message of it repeats any of the text: a secret in the wrong
 * place must not reach a log.
 */
export const alpacaAccountsSchema = z
  .string({ error: `must be a JSON array such as ${EXAMPLE}` })
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: `is not JSON; it must look like ${EXAMPLE}` });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(accountSchema, { error: `must be a JSON array such as ${EXAMPLE}` })
      .min(1, 'must name at least one account')
      .refine((accounts) => areDistinct(accounts.map((account) => account.accountId)), {
        error: 'must not name an accountId twice',
      })
      // Two names for one account at the venue would let an order in twice.
      .refine((accounts) => areDistinct(accounts.map((account) => account.keyId)), {
        error: 'must not name a keyId twice',
      }),
  )
  .transform((accounts) =>
    accounts.map(({ accountId, keyId, secretKey }) => ({
      accountId,
      keyId: new Secret(keyId),
      secretKey: new Secret(secretKey),
    })),
  );

function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
