import { expect, it } from 'vitest';
import { acceptance } from '../testing/acceptance.ts';
import { createReportMetrics } from './report-metrics.ts';

it('measures a fill from the venue’s time of it to its outcome on the log, and nothing else', async () => {
  const filledMs = 1_760_000_000_000;
  const metrics = createReportMetrics(
    () => [],
    () => filledMs + 250,
  );
  const fill = {
    ...acceptance(1, 'broker-1'),
    execType: 'TRADE',
    transactTimeMs: filledMs,
  } as const;
  metrics.told(fill);
  // A venue whose clock is ahead told it before it happened.
  metrics.told({ ...fill, transactTimeMs: filledMs + 1000 });
  metrics.told({ ...fill, execType: 'CANCELED' });
  const text = await metrics.registry.metrics();
  expect(text).toContain('orderonce_execution_report_delay_seconds_count 2\n');
  expect(text).toContain('orderonce_execution_report_delay_seconds_sum 0.25\n');
  expect(text).toContain('orderonce_execution_reports_total{exec_type="TRADE"} 2\n');
  expect(text).toContain('orderonce_execution_reports_total{exec_type="CANCELED"} 1\n');
});
