import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const gridSchema = z.strictObject({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
export type Grid = z.output<typeof gridSchema>;

const targetSchema = z.object({
  refId: z.string().regex(/^[A-Z]$/),
  expr: z.string().min(1),
  datasource: z.strictObject({
    type: z.literal('prometheus'),
    uid: z.literal('$' + '{datasource}'),
  }),
});

const panelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('row'), id: z.int(), title: z.string().min(1), gridPos: gridSchema }),
  z.object({
    type: z.enum(['timeseries', 'stat']),
    id: z.int(),
    title: z.string().min(1),
    description: z.string().min(1),
    gridPos: gridSchema,
    fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }),
    targets: z.array(targetSchema).min(1),
  }),
]);

/** What Grafana asks of a dashboard that is given to it as a file, as far as this one uses it. */
const dashboardSchema = z.object({
  uid: z.string().max(40),
  title: z.string().min(1),
  schemaVersion: z.int().min(30),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })),
  }),
  panels: z.array(panelSchema).min(1),
});

/** The dashboard as it stands in `orderonce.json`; throws where Grafana could not import it. */
export function readDashboard(path = join(import.meta.dirname, 'orderonce.json')) {
  return dashboardSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Its queries, as Prometheus gets them from Grafana. */
export function dashboardQueries(): readonly string[] {
  return readDashboard().panels.flatMap((panel) =>
    panel.type === 'row'
      ? []
      : panel.targets.map(({ expr }) => expr.replace('$__rate_interval', '1m')),
  );
}
