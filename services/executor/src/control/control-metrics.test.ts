import { GLOBAL, hold, intent, killSwitch } from '@orderonce/decisions/testing';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createControlWorld } from '../testing/control-followers.ts';
import { registerControlMetrics } from './control-metrics.ts';

test('what holds and how old the reading is can be scraped', async () => {
  const world = createControlWorld();
  const executor = world.startExecutor();
  const registry = new Registry();
  registerControlMetrics(registry, executor.reading);
  expect(await registry.metrics()).toContain('orderonce_control_reading_age_seconds +Inf');
  world.say(killSwitch(GLOBAL), hold(intent()));
  await executor.read();
  world.clock.nowMs += 250;
  const metrics = await registry.metrics();
  expect(metrics).toContain('orderonce_kill_switches_engaged 1');
  expect(metrics).toContain('orderonce_instruments_held 1');
  expect(metrics).toContain('orderonce_control_reading_age_seconds 0.25');
});
