import type { RecordedSpan } from '../../recording-tracer.ts';

/** A span that says as little as one can. */
export const EXAMPLE_SPAN: RecordedSpan = {
  name: 'claim',
  kind: 'internal',
  traceId: 'a3f8b2c158cc4372a5670e02b2c3d479',
  spanId: '00f067aa0ba902b7',
  parent: null,
  startTimeMs: 0,
  endTimeMs: 0,
  attributes: {},
  links: [],
  error: undefined,
};
