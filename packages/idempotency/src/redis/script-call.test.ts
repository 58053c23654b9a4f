import fc from 'fast-check';
import { Command } from 'ioredis';
import { expect, it } from 'vitest';
import { ScriptCall } from './script-call.ts';

it('is written as Redis reads it', () => {
  expect(String(new ScriptCall('d1', ['once:{A}'], ['é', 7, '']).toWritable())).toBe(
    '*7\r\n$7\r\nevalsha\r\n$2\r\nd1\r\n$1\r\n1\r\n$8\r\nonce:{A}\r\n$2\r\né\r\n$1\r\n7\r\n$0\r\n\r\n',
  );
});

const text = fc.string({ unit: 'binary' });

it('is the same bytes as the client itself would write, whatever the words are', () => {
  fc.assert(
    fc.property(fc.array(text), fc.array(fc.oneof(text, fc.nat())), (keys, values) => {
      const theirs = new Command('evalsha', ['digest', keys.length, ...keys, ...values]);
      const ours = new ScriptCall('digest', keys, values);
      const written = theirs.toWritable(undefined as never);
      expect(ours.toWritable()).toEqual(Buffer.from(written as string));
      expect(ours.getSlot()).toBe(theirs.getSlot());
    }),
    { numRuns: 500 },
  );
});
