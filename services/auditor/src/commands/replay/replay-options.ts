import { accountIdSchema, strategyIdSchema, symbolSchema } from '@orderonce/contracts';
import { z } from 'zod';
import { momentSchema } from '../../command-line/moment.ts';
import { jsonOption } from '../../command-line/read-input.ts';
import type { Selection } from '../../replay/select-range.ts';

const placeSchema = z
  .string()
  .regex(/^[0-9]{1,6}:[0-9]{1,19}$/, 'must be a partition and an offset, such as 3:1200')
  .transform((text) => {
    const [partition = '', offset = ''] = text.split(':');
    return { partition: Number(partition), offset: String(BigInt(offset)) };
  });

const perSecond = z
  .string()
  .regex(/^[1-9][0-9]{0,6}$/, 'must be a whole number of records a second')
  .transform(Number);

export const SPEEDS = { '1': 1, '10': 10, max: Number.POSITIVE_INFINITY } as const;

export const replayOptions = z
  .object({
    ...jsonOption,
    from: momentSchema.optional(),
    to: momentSchema.optional(),
    fromOffset: z.array(placeSchema).default([]),
    toOffset: z.array(placeSchema).default([]),
    account: accountIdSchema.optional(),
    symbol: symbolSchema.optional(),
    strategy: strategyIdSchema.optional(),
    twice: z.boolean().default(false),
    into: z.string().min(1).max(249).optional(),
    outcomes: z.boolean().default(false),
    speed: z.enum(['1', '10', 'max']).optional(),
    rate: perSecond.optional(),
  })
  .superRefine(({ into, outcomes, speed, rate, twice }, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', path: [], message });
    const isEmitting = outcomes || speed !== undefined || rate !== undefined;
    if (into === undefined && isEmitting) complain('--outcomes, --speed and --rate are for --into');
    if (into !== undefined && twice) complain('--twice is not for --into');
    if (speed !== undefined && rate !== undefined) complain('say --speed or --rate, not both');
  });
export type ReplayOptions = z.output<typeof replayOptions>;

export function selectionOf(options: ReplayOptions, nowMs: number): Selection {
  return {
    fromMs: options.from?.(nowMs),
    toMs: options.to?.(nowMs),
    fromPlaces: options.fromOffset,
    toPlaces: options.toOffset,
  };
}
