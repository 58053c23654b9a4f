import { z } from 'zod';
import { jsonOption, signedOptions, waitOption } from '../../command-line/read-input.ts';
import { letterPlace } from './letter-options.ts';

const FIELD = /^[A-Za-z0-9_]{1,64}$/;

const fieldName = z.string().regex(FIELD, 'must be the name of a field');

const setting = z.string().transform((text, context): [field: string, value: string] => {
  const at = text.indexOf('=');
  const field = text.slice(0, at);
  if (at > 0 && FIELD.test(field)) return [field, text.slice(at + 1)];
  context.addIssue({ code: 'custom', message: 'must be a field and its value: quantity=10' });
  return z.NEVER;
});

export const redriveOptions = z
  .object({
    ...jsonOption,
    ...signedOptions,
    ...waitOption,
    letter: letterPlace,
    set: z.array(setting).default([]),
    unset: z.array(fieldName).default([]),
    file: z.string().min(1).optional(),
    asIs: z.boolean().default(false),
    dryRun: z.boolean().default(false),
  })
  .superRefine(({ set, unset, file, asIs }, context) => {
    const isCorrected = set.length > 0 || unset.length > 0 || file !== undefined;
    if (isCorrected !== asIs) return;
    const message = asIs
      ? '--as-is goes without --set, --unset and --file'
      : 'say what to correct with --set, --unset or --file, or --as-is where the reason has gone away';
    context.addIssue({ code: 'custom', path: [], message });
  });
export type RedriveOptions = z.output<typeof redriveOptions>;
