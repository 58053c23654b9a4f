import { z } from 'zod';
import { fillQuerySchema } from './fill-query.ts';

const CATEGORIES = { trade_activity: ['FILL'], non_trade_activity: [] } as const;

/** The query of `GET /v2/account/activities`. */
export const activityQuerySchema = fillQuerySchema.extend({
  activity_types: z
    .string()
    .transform((list) => new Set(list.split(',').map((type) => type.trim())))
    .optional(),
  category: z.enum(['trade_activity', 'non_trade_activity']).optional(),
});

/** Which kinds of activity are asked for; nothing said: all that there are. */
export function activityTypes({
  activity_types: types,
  category,
}: Pick<z.output<typeof activityQuerySchema>, 'activity_types' | 'category'>): ReadonlySet<string> {
  return types ?? new Set(CATEGORIES[category ?? 'trade_activity']);
}
