import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyIntent } from '../arbitraries.ts';
import { decodeIntent } from '../decode.ts';
import { encodeIntent } from '../encode.ts';
import { intentPayload, orderBodyOf, payloadHash } from '../intent-payload.ts';
import { createQuickIntentDecoder, quickIntentReader } from './quick-intent.ts';
import { quickPayloadHash } from './quick-payload-hash.ts';
import { NO } from './read-scalar.ts';

const decode = createQuickIntentDecoder();
/** Without fields that are there as undefined. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

it('reads what is written of any intent as the thorough decoder does', () => {
  fc.assert(
    fc.property(anyIntent, (intent) => {
      const bytes = Buffer.from(encodeIntent(intent));
      expect(plain(decode(bytes))).toEqual(plain(decodeIntent(bytes)));
    }),
    { numRuns: 2_000 },
  );
});

it('leaves no written intent to the thorough decoder but for rules between two fields', () => {
  const read = quickIntentReader();
  fc.assert(
    fc.property(anyIntent, (intent) => {
      expect(read(encodeIntent(intent))).not.toBe(NO);
    }),
  );
});

it('gives intents whose payload, hash and order are those of the thorough reading', () => {
  fc.assert(
    fc.property(anyIntent, (intent) => {
      const quick = decode(Buffer.from(encodeIntent(intent)));
      if (!quick.ok) return;
      expect(intentPayload(quick.intent)).toStrictEqual(intentPayload(intent));
      expect(quickPayloadHash(quick.intent)).toBe(payloadHash(intentPayload(intent)));
      if (quick.intent.kind === 'place' && intent.kind === 'place')
        expect(orderBodyOf(quick.intent)).toStrictEqual(orderBodyOf(intent));
    }),
    { numRuns: 1_000 },
  );
});

it('refuses with the thorough decoder what breaks a rule between two fields', () => {
  fc.assert(
    fc.property(anyIntent, anyIntent, (intent, { orderUuid, strategyId }) => {
      const broken = [
        { ...intent, orderUuid },
        { ...intent, strategyId },
        { ...intent, expiresAtMs: intent.createdAtMs },
        ...('origClientOrderId' in intent
          ? [{ ...intent, origClientOrderId: intent.clientOrderId }]
          : []),
      ];
      for (const one of broken) {
        const bytes = Buffer.from(encodeIntent(one));
        expect(plain(decode(bytes))).toEqual(plain(decodeIntent(bytes)));
      }
    }),
    { numRuns: 500 },
  );
});

const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });

it('takes nothing that the thorough decoder refuses, and nothing otherwise than it does', () => {
  fc.assert(
    fc.property(anyIntent, fc.array(change, { minLength: 1 }), (intent, changes) => {
      const bytes = Buffer.from(encodeIntent(intent));
      for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
      expect(plain(decode(bytes))).toEqual(plain(decodeIntent(bytes)));
    }),
    { numRuns: 3_000 },
  );
});
