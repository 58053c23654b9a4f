/**
 * Texts in the order in which they came, as bytes outside of the garbage collector's reach: a million of them
 * are no work for it. When it is full, the oldest make room.
 */
export interface TextLog {
  append(text: string): void;
  /** Takes out the oldest; undefined when there is none. */
  shift(): string | undefined;
  readonly isEmpty: boolean;
}

const CHUNK_BYTES = 1024 * 1024;
const LENGTH_BYTES = 4;
/** The most bytes that one character of a JavaScript text becomes. */
const MOST_BYTES_A_CHARACTER = 3;

interface Chunk {
  readonly bytes: Buffer;
  /** Where the next text is written. */
  end: number;
}

export function createTextLog(maxBytes: number): TextLog {
  const maxChunks = Math.max(1, Math.floor(maxBytes / CHUNK_BYTES));
  const chunks: Chunk[] = [];
  let head = 0;

  function dropFirst(): Chunk | undefined {
    head = 0;
    return chunks.shift();
  }

  function chunkFor(mostBytes: number): Chunk {
    const last = chunks.at(-1);
    if (last !== undefined && last.end + mostBytes <= last.bytes.length) return last;
    const dropped = chunks.length >= maxChunks ? dropFirst() : undefined;
    const isLarge = mostBytes > CHUNK_BYTES;
    const chunk =
      dropped === undefined || isLarge || dropped.bytes.length !== CHUNK_BYTES
        ? { bytes: Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, mostBytes)), end: 0 }
        : Object.assign(dropped, { end: 0 });
    chunks.push(chunk);
    return chunk;
  }

  return {
    get isEmpty() {
      return chunks.length === 0;
    },
    append(text) {
      const chunk = chunkFor(LENGTH_BYTES + text.length * MOST_BYTES_A_CHARACTER);
      const written = chunk.bytes.write(text, chunk.end + LENGTH_BYTES, 'utf8');
      chunk.bytes.writeUInt32LE(written, chunk.end);
      chunk.end += LENGTH_BYTES + written;
    },
    shift() {
      const [chunk] = chunks;
      if (chunk === undefined) return undefined;
      const begin = head + LENGTH_BYTES;
      const end = begin + chunk.bytes.readUInt32LE(head);
      const text = chunk.bytes.toString('utf8', begin, end);
      head = end;
      if (head === chunk.end) dropFirst();
      return text;
    },
  };
}
