import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChainWriter } from './record-chain.ts';
import { formatLink, linkDigest, parseLink, recordDigest } from './record-chain-link.ts';

const record = { key: 'ACC-1:AAPL', value: '{"a":1}', headers: { 'content-type': 'text' } };

// Source of the digests: Python's hashlib over the texts as the decision record writes them down.
test('a link names its writer, counts from 1 and depends on all links before it', () => {
  const writer = createChainWriter('w');
  expect(writer.link(record)).toBe('w.1.KsVZ6MhM7oWYd6Nm');
  expect(writer.link(record)).toBe('w.2.fRLG7FE2eHBzSzn_');
  expect(createChainWriter('v').link(record)).toBe('v.1.zV96zC1ws6aNBdmB');
});

test('a link is read as it was written, whatever the writer is called', () => {
  const links = fc.record({
    writerId: fc.string(),
    n: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    digest: fc
      .uint8Array({ minLength: 12, maxLength: 12 })
      .map((bytes) => Buffer.from(bytes).toString('base64url')),
  });
  fc.assert(
    fc.property(links, (link) => {
      expect(parseLink(formatLink(link))).toEqual(link);
    }),
  );
});

test.each([
  '',
  'w',
  '1.0123456789abcdef',
  'w.0.0123456789abcdef',
  'w.01.0123456789abcdef',
  'w.1e3.0123456789abcdef',
  'w.-1.0123456789abcdef',
  'w.9007199254740992.0123456789abcdef',
  'w.1.0123456789abcde',
  'w.1_0123456789abcdef',
])('%j is no link', (text) => {
  expect(parseLink(text)).toBeNull();
});

const place = { writerId: 'w', n: 1 };

test('texts and their bytes have one digest', () => {
  const text = fc.option(fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\0', '\ud800') }));
  const bytes = (from: string | null) => (from === null ? null : Buffer.from(from));
  fc.assert(
    fc.property(text, text, (key, value) => {
      const digest = linkDigest(place, '', { key, value });
      expect(linkDigest(place, '', { key: bytes(key), value: bytes(value), headers: {} })).toBe(
        digest,
      );
    }),
  );
});

test('the order of the headers and the link itself do not enter the digest', () => {
  const { key, value } = record;
  expect(linkDigest(place, '', { key, value, headers: { a: '1', b: '2' } })).toBe(
    linkDigest(place, '', { key, value, headers: { b: '2', chain: 'x', a: '1' } }),
  );
});

test('a digest does not depend on the records before it, nor on their headers', () => {
  const one = { key: 'k', value: Buffer.from('v') };
  const forms = [{}, { b: '1', a: '2' }, { a: '2', chain: 'x' }, { chain: 'x', c: '3', a: '2' }];
  const digestOf = (headers: Record<string, string>) => recordDigest({ ...one, headers });
  const digests = forms.map(digestOf);
  expect(new Set(digests).size).toBe(4);
  for (const [at, headers] of forms.entries())
    for (const before of forms) {
      digestOf(before);
      expect(digestOf(headers)).toBe(digests[at]);
      expect(digestOf(Object.fromEntries(Object.entries(headers).reverse()))).toBe(digests[at]);
    }
});

test('a record of any length has the digest of its text', () => {
  for (const length of [0, 1, 16_000, 30_000, 70_000]) {
    const value = 'ä'.repeat(length);
    expect(recordDigest({ key: Buffer.from('k'), value: Buffer.from(value) })).toBe(
      recordDigest({ key: 'k', value }),
    );
    expect(recordDigest({ key: 'k', value: Buffer.from(value), headers: { h: value } })).toBe(
      recordDigest({ key: 'k', value, headers: { h: value } }),
    );
  }
});

test('two records that differ anywhere have two digests', () => {
  const short = fc.string({
    unit: fc.constantFrom('a', ':', '0', '1', '.', ' ', '-', '+'),
    maxLength: 3,
  });
  const linked = fc.tuple(
    short,
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom('', '0123456789abcdef'),
    fc.option(short),
    fc.option(short),
    fc.dictionary(short, short, { maxKeys: 2, noNullPrototype: true }),
  );
  fc.assert(
    fc.property(linked, linked, (a, b) => {
      fc.pre(!sameText(a, b));
      expect(digestOf(a)).not.toBe(digestOf(b));
    }),
    { numRuns: 5_000 },
  );
});

type Linked = [string, number, string, string | null, string | null, Record<string, string>];

const digestOf = ([writerId, n, previous, key, value, headers]: Linked) =>
  linkDigest({ writerId, n }, previous, { key, value, headers });

function sameText(a: Linked, b: Linked): boolean {
  const text = ([headers, ...rest]: unknown[]) =>
    JSON.stringify([Object.entries(headers as object).sort(), rest]);
  return text([...a].reverse()) === text([...b].reverse());
}
