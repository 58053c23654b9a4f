/** The fields of a message: what each is called, and of which messages it consists, where it does. */
interface MessageType {
  readonly [field: number]: readonly [name: string, type?: 'text' | 'hex' | MessageType];
}

const ANY_VALUE: MessageType = { 1: ['string', 'text'], 2: ['bool'], 3: ['int'], 4: ['double'] };
const KEY_VALUE: MessageType = { 1: ['key', 'text'], 2: ['value', ANY_VALUE] };
const LINK: MessageType = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  4: ['attributes', KEY_VALUE],
  5: ['droppedAttributes'],
  6: ['flags'],
};
const SPAN: MessageType = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  4: ['parentSpanId', 'hex'],
  5: ['name', 'text'],
  6: ['kind'],
  7: ['startTime'],
  8: ['endTime'],
  9: ['attributes', KEY_VALUE],
  10: ['droppedAttributes'],
  12: ['droppedEvents'],
  13: ['links', LINK],
  14: ['droppedLinks'],
  15: ['status', { 2: ['message', 'text'], 3: ['code'] }],
  16: ['flags'],
};
const REQUEST: MessageType = {
  1: [
    'resourceSpans',
    {
      1: ['resource', { 1: ['attributes', KEY_VALUE], 2: ['droppedAttributes'] }],
      2: [
        'scopeSpans',
        { 1: ['scope', { 1: ['name', 'text'], 2: ['version', 'text'] }], 2: ['spans', SPAN] },
      ],
    },
  ],
};

export interface Message {
  readonly [name: string]: readonly (string | bigint | Message)[];
}

/**
 * An ExportTraceServiceRequest as protobuf has it; fields that say what they would say if they were not there are left
 * out, and so is a status that says nothing.
 */
export function decodeRequest(bytes: Buffer): Message {
  return decode(bytes, REQUEST);
}

/** The messages that a field of a message holds, or that the first one of each of these fields holds in turn. */
export function messagesIn(message: Message | undefined, ...fields: string[]): readonly Message[] {
  const [field = '', ...below] = fields;
  const found = (message?.[field] ?? []).filter((each) => typeof each === 'object');
  return below.length === 0 ? found : messagesIn(found[0], ...below);
}

function decode(bytes: Buffer, type: MessageType): Message {
  const message: Record<string, (string | bigint | Message)[]> = {};
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const content = (written: number, of: 'text' | 'hex' | MessageType | undefined) => {
    if (written === 0) return varint();
    const length = written === 1 ? 8 : written === 5 ? 4 : Number(varint());
    const part = bytes.subarray(at, at + length);
    at += length;
    if (written === 1) return part.readBigUInt64LE();
    if (written === 5) return BigInt(part.readUInt32LE());
    if (of === 'text') return part.toString('utf8');
    return of === 'hex' || of === undefined ? part.toString('hex') : decode(part, of);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [name, of] = type[key >> 3] ?? [`field ${key >> 3}`];
    const value = content(key & 7, of);
    const saysNothing =
      value === 0n || (typeof value === 'object' && Object.keys(value).length === 0);
    if (saysNothing && name !== 'bool' && name !== 'int' && name !== 'double') continue;
    message[name] = [...(message[name] ?? []), value];
  }
  return message;
}
