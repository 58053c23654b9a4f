import type { MemoryBrokerOptions } from '@orderonce/brokers';
import { type RecordedSpan, recordingTracer } from '@orderonce/telemetry';
import { createExecutorMetrics } from '../service/executor-metrics.ts';
import { createWorld } from './executor-under-test.ts';

/** A world whose executors trace what is `sampled`, or else only what must be seen, and count what they do. */
export function createRecordedWorld(
  { isSampled }: { readonly isSampled: boolean },
  venue: Partial<MemoryBrokerOptions> = {},
) {
  const spans: RecordedSpan[] = [];
  let ids = 0;
  let nowMs = 0;
  const tracer = recordingTracer({
    isSampled: () => isSampled,
    record: (span) => spans.push(span),
    nowMs: () => {
      nowMs += 1;
      return nowMs;
    },
    newSpanId: () => {
      ids += 1;
      return ids.toString(16).padStart(16, '0');
    },
  });
  const metrics = createExecutorMetrics({
    // Of executors; the world's clock begins later than none.
    monotonicMs: () => world.clock.monotonicMs(),
    trackCacheHitRate: true,
    trackKeyGeneration: true,
    alertOnHighDuplicateRate: true,
    duplicateRateThreshold: 0.05,
  });
  const world = createWorld(venue, '', { tracer, metrics });
  return {
    ...world,
    spans,
    /** Of the spans so far, in the order of their beginnings; what follows is recorded anew. */
    story: (): readonly string[] =>
      spans
        .splice(0)
        .sort((a, b) => a.startTimeMs - b.startTimeMs)
        .map(({ name, attributes }) =>
          [
            name,
            attributes['order.claim'],
            attributes['order.submit'],
            attributes['order.exec_type'],
          ]
            .filter((word) => word !== undefined)
            .join(' '),
        ),
    /** One sample by its name and labels as they are written on the wire; undefined: it is not there. */
    async sample(line: string): Promise<number | undefined> {
      const lines = (await metrics.registry.metrics()).split('\n');
      const found = lines.find((each) => each.startsWith(`${line} `));
      return found === undefined ? undefined : Number(found.slice(line.length + 1));
    },
  };
}
