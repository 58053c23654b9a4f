import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { samplingOf } from './sampling.ts';

const traceIds = Array.from({ length: 20_000 }, () => randomUUID().replaceAll('-', ''));
const shareOf = (isSampled: (traceId: string) => boolean) =>
  traceIds.filter(isSampled).length / traceIds.length;

describe('sampling', () => {
  it('takes every trace unless told otherwise', () => {
    expect(shareOf(samplingOf({}))).toBe(1);
    expect(shareOf(samplingOf({ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }))).toBe(1);
    expect(shareOf(samplingOf({ OTEL_TRACES_SAMPLER: 'traceidratio' }))).toBe(1);
  });

  it('takes none when told so', () => {
    expect(shareOf(samplingOf({ OTEL_TRACES_SAMPLER: 'always_off' }))).toBe(0);
    const none = samplingOf({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 0 });
    expect(shareOf(none)).toBe(0);
  });

  it('takes about the share that was asked for', () => {
    const tenth = samplingOf({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: 0.1,
    });
    // 20 000 draws at 0.1: five standard deviations are 0.011.
    expect(Math.abs(shareOf(tenth) - 0.1)).toBeLessThan(0.011);
  });

  it('takes a trace or leaves it by its id alone, so that all processes agree', () => {
    const half = samplingOf({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 0.5 });
    expect(half('a3f8b2c158cc4372a5670e027fffffff')).toBe(true);
    expect(half('a3f8b2c158cc4372a5670e0280000000')).toBe(false);
  });
});
