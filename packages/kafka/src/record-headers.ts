import { ByteReader } from './byte-reader.ts';

export type RecordHeaders = Readonly<Record<string, string>>;

/**
 * An object that inherits nothing, as a header may be called "__proto__"; V8 makes and fills these several
 * times faster than those of `Object.create(null)`.
 */
const Bare = function Bare() {} as unknown as new () => Record<string, string>;
Bare.prototype = Object.create(null);

const NO_HEADERS: RecordHeaders = Object.freeze(new Bare());

/**
 * The headers of a record, of which the bytes begin at `at`. Of a header that stands there more than once the
 * last one counts; one without a value is none.
 *
 * @throws {KafkaFailure} `UNREADABLE` when the bytes end early
 */
export function recordHeaders(bytes: Buffer, at: number): RecordHeaders {
  const reader = new ByteReader(bytes, at);
  const count = reader.varint();
  if (count <= 0) return NO_HEADERS;
  const begin = reader.at;
  passOver(reader, count);
  const text = textOfSingleBytes(bytes, begin, reader.at);
  reader.at = begin;
  const headers = new Bare();
  for (let n = 0; n < count; n += 1) {
    const nameLength = Math.max(0, reader.varint());
    const name = nameAt(bytes, reader.skip(nameLength), nameLength);
    const valueLength = reader.varint();
    if (valueLength < 0) delete headers[name];
    else {
      const from = reader.skip(valueLength);
      headers[name] =
        text === null
          ? bytes.toString('utf8', from, reader.at)
          : text.slice(from - begin, reader.at - begin);
    }
  }
  return headers;
}

function passOver(reader: ByteReader, count: number): void {
  for (let part = 0; part < 2 * count; part += 1) reader.skip(Math.max(0, reader.varint()));
}

/**
 * Null unless each byte became one character: only then does a piece of this text stand where its bytes do. One call
 * for all headers takes half as long as one for each.
 */
function textOfSingleBytes(bytes: Buffer, from: number, to: number): string | null {
  const text = bytes.toString('utf8', from, to);
  return text.length === to - from ? text : null;
}

// Most records of a topic have the same few names: comparing is faster than decoding, and a string that is
// known is found faster in an object.
const MOST_KNOWN = 16;
const known: { readonly bytes: Buffer; readonly text: string }[] = [];

function nameAt(bytes: Buffer, at: number, length: number): string {
  for (const name of known)
    if (name.bytes.length === length && isAt(bytes, at, name.bytes)) return name.text;
  const text = bytes.toString('utf8', at, at + length);
  if (known.length < MOST_KNOWN)
    known.push({ bytes: Buffer.from(bytes.subarray(at, at + length)), text });
  return text;
}

function isAt(bytes: Buffer, at: number, name: Buffer): boolean {
  for (let n = 0; n < name.length; n += 1) if (bytes[at + n] !== name[n]) return false;
  return true;
}
