import { Gauge, type Registry } from 'prom-client';
import type { ControlReading } from './control-reading.ts';

/** Shows what holds of the control topic, and how old the reading of it is, at each scrape. */
export function registerControlMetrics(registry: Registry, reading: ControlReading): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge(
    'orderonce_kill_switches_engaged',
    'Kill switches that stop sends now',
    () => reading.state.killSwitchesEngaged,
  );
  gauge(
    'orderonce_instruments_held',
    'Instruments on which nothing is placed because an order is held',
    () => reading.state.instrumentsHeld,
  );
  gauge(
    'orderonce_control_reading_age_seconds',
    'Age of the reading of the control topic; above 1 nothing is sent',
    () => reading.ageMs / 1000,
  );
}
