import { expect, it } from 'vitest';
import { type Grid, readDashboard } from './dashboard.ts';

const { panels, templating } = readDashboard();

it('has a row for each stage of an order', () => {
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
    'Now',
    'Intents',
    'Claims',
    'Venue',
    'Doubt and holds',
    'Outcomes',
    'Execution reports',
    'Positions',
    'Processes',
  ]);
});

it('asks the Prometheus that whoever imports it chooses', () => {
  expect(templating.list).toEqual([
    expect.objectContaining({ name: 'datasource', type: 'datasource', query: 'prometheus' }),
  ]);
});

it('has panels with ids of their own that do not lie on one another', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const overlap = (a: Grid, b: Grid) =>
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  for (const [place, { title, gridPos }] of panels.entries()) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (const other of panels.slice(place + 1))
      expect(overlap(gridPos, other.gridPos), `${title} lies on ${other.title}`).toBe(false);
  }
});
