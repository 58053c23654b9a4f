import type { OrderUuid } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import {
  formatTraceparent,
  isTraceparentOf,
  parseTraceparent,
  rootContextOf,
} from './trace-context.ts';

const ORDER = 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479' as OrderUuid;
const TRACEPARENT = '00-a3f8b2c158cc4372a5670e02b2c3d479-00f067aa0ba902b7-01';

describe('a traceparent', () => {
  it('is read and written the same', () => {
    const context = parseTraceparent(TRACEPARENT);
    expect(context).toEqual({
      traceId: 'a3f8b2c158cc4372a5670e02b2c3d479',
      spanId: '00f067aa0ba902b7',
      isSampled: true,
    });
    expect(context && formatTraceparent(context)).toBe(TRACEPARENT);
  });

  it.each([
    '',
    'ff-a3f8b2c158cc4372a5670e02b2c3d479-00f067aa0ba902b7-01',
    '00-A3F8B2C158CC4372A5670E02B2C3D479-00f067aa0ba902b7-01',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-a3f8b2c158cc4372a5670e02b2c3d479-0000000000000000-01',
    `${TRACEPARENT}-more`,
    `${TRACEPARENT}\n`,
  ])('is not %j', (text) => {
    expect(parseTraceparent(text)).toBeNull();
    expect(isTraceparentOf(ORDER, text)).toBe(false);
  });

  it('is of an order when its trace id is the UUID of the order', () => {
    expect(isTraceparentOf(ORDER, TRACEPARENT)).toBe(true);
    expect(isTraceparentOf(ORDER, TRACEPARENT.replace('a3f8b2c1', 'b3f8b2c1'))).toBe(false);
  });

  it('says "not sampled" by the last bit of its flags', () => {
    expect(parseTraceparent(TRACEPARENT.replace(/01$/, '02'))?.isSampled).toBe(false);
    expect(parseTraceparent(TRACEPARENT.replace(/01$/, '03'))?.isSampled).toBe(true);
  });
});

describe('the root of an order', () => {
  it('follows from the UUID alone', () => {
    expect(rootContextOf('a3f8b2c1-58cc-4372-a567-0e02b2c3d479' as OrderUuid, true)).toEqual({
      traceId: 'a3f8b2c158cc4372a5670e02b2c3d479',
      spanId: 'a5670e02b2c3d479',
      isSampled: true,
    });
  });

  it('never has a span id of zeros, which would be none', () => {
    const least = '00000000-0000-4000-8000-000000000000' as OrderUuid;
    expect(rootContextOf(least, true).spanId).toBe('8000000000000000');
  });
});
