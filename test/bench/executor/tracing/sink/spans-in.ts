/** Of an ExportTraceServiceRequest, of a ResourceSpans and of a ScopeSpans: the field with what is below. */
const FIELDS = [1, 2, 2];
const LENGTH_DELIMITED = 2;

/** How many spans an export of OTLP in protobuf holds; looks at nothing else. */
export function spansIn(bytes: Buffer, depth = 0): number {
  if (depth === FIELDS.length) return 1;
  let spans = 0;
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at);
    if ((tag.value & 7) !== LENGTH_DELIMITED) throw new Error('no field at this depth is a number');
    const length = varint(bytes, tag.end);
    const end = length.end + length.value;
    if (tag.value >> 3 === FIELDS[depth])
      spans += spansIn(bytes.subarray(length.end, end), depth + 1);
    at = end;
  }
  return spans;
}

function varint(bytes: Buffer, begin: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = begin, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes.readUInt8(at);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}
