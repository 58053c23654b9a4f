import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerFrames } from './answer-frames.ts';

const framed = (text: string) => {
  const bytes = Buffer.from(`????${text}`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

function read(frames: AnswerFrames, ...chunks: readonly Buffer[]): string[] {
  const texts: string[] = [];
  for (const chunk of chunks)
    frames.take(chunk, (answer) => texts.push(answer.toString('utf8', 4)));
  return texts;
}

test('answers are whole however they were cut on their way', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.integer({ min: 1, max: 30 })), (texts, cuts) => {
      let left = Buffer.concat(texts.map(framed));
      const chunks = cuts.map((length) => {
        const chunk = left.subarray(0, length);
        left = left.subarray(length);
        return chunk;
      });
      expect(read(new AnswerFrames(), ...chunks, left)).toEqual(texts);
    }),
  );
});

test('an answer stays what it was when the memory of its chunk is used again', () => {
  const chunk = framed('answer');
  const answers: Buffer[] = [];
  new AnswerFrames().take(chunk, (answer) => answers.push(answer));
  chunk.fill(0);
  expect(answers.map((answer) => answer.toString('utf8', 4))).toEqual(['answer']);
});

test.each([
  ['negative', [0xff, 0xff, 0xff, 0xff]],
  ['too short for a correlation id', [0, 0, 0, 3]],
  ['that of an HTTP answer', [...Buffer.from('HTTP')]],
])('a length that is %s is an error', (_name, bytes) => {
  expect(() => read(new AnswerFrames(), Buffer.from(bytes))).toThrow(/is this a Kafka broker/);
});
