import { expect, it } from 'vitest';
import { KnownIds } from './known-ids.ts';

it('knows each id again, beyond every growth', () => {
  const ids = new KnownIds();
  const idOf = (at: number) => `MOM-1RV4K2-${String(at).padStart(6, '0')}-a3f8b2c1/verdict`;
  for (let at = 0; at < 50_000; at += 1) expect(ids.add(idOf(at))).toBe(true);
  for (let at = 0; at < 50_000; at += 1) expect(ids.add(idOf(at))).toBe(false);
  expect(ids.size).toBe(50_000);
});
