import { z } from 'zod';
import type { openPipeline } from '../harness/pipeline.ts';

type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

const positionsSchema = z.object({
  positions: z.array(z.object({ symbol: z.string(), quantity: z.string() })),
});
const stateSchema = z.object({
  hash: z.string(),
  outcomesApplied: z.number(),
  duplicatesIgnored: z.number(),
  partitions: z.array(z.object({ partition: z.number(), isOurs: z.boolean() })),
});
const breaksSchema = z.object({
  breaks: z.array(z.object({ symbol: z.string(), ours: z.string(), venue: z.string() })),
  accounts: z.array(z.object({ result: z.string() })),
});
const summarySchema = z.object({
  accounts: z.array(z.object({ positions: z.record(z.string(), z.string()) })),
});

/** What an instance of the tracker says; each says it of all partitions. */
export function trackerAt(url: string | null) {
  async function get<Shape>(path: string, schema: z.ZodType<Shape>): Promise<Shape> {
    return schema.parse(await (await fetch(`${url}${path}`)).json());
  }
  return {
    state: () => get('/state', stateSchema),
    breaks: () => get('/breaks', breaksSchema),
    async positions() {
      const { positions } = await get('/positions', positionsSchema);
      return Object.fromEntries(positions.map(({ symbol, quantity }) => [symbol, quantity]));
    },
    async owned() {
      const { partitions } = await get('/state', stateSchema);
      return partitions.flatMap(({ partition, isOurs }) => (isOurs ? partition : []));
    },
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
  };
}

/** The positions in the venue's own ledger. */
export async function ledgerPositions({ simulatorUrl }: Pipeline): Promise<Record<string, string>> {
  const response = await fetch(`${simulatorUrl}/sim/summary`);
  return summarySchema.parse(await response.json()).accounts[0]?.positions ?? {};
}
