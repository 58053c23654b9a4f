// CRC-32C (Castagnoli, RFC 3720 appendix B.4), bits reversed. zlib.crc32 computes another polynomial.
const POLYNOMIAL = 0x82f63b78;
const BYTES_AT_ONCE = 16;

// Row 0 carries the remainder over one byte, row n over n zero bytes more: sixteen look-ups that do not wait
// for each other take sixteen bytes, about four times as fast as byte by byte.
const ROWS = new Int32Array(BYTES_AT_ONCE * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1)
    remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  ROWS[byte] = remainder;
}
for (let n = 256; n < ROWS.length; n += 1) {
  const before = ROWS[n - 256] ?? 0;
  ROWS[n] = (before >>> 8) ^ (ROWS[before & 0xff] ?? 0);
}

const row = (index: number) => ROWS[index] ?? 0;

/** The checksum of Kafka's record batches, as an unsigned number. */
export function crc32c(bytes: Uint8Array): number {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = -1;
  let at = 0;
  for (; at + BYTES_AT_ONCE <= bytes.length; at += BYTES_AT_ONCE) {
    const a = words.getInt32(at, true) ^ crc;
    const b = words.getInt32(at + 4, true);
    const c = words.getInt32(at + 8, true);
    const d = words.getInt32(at + 12, true);
    crc = overWord(a, 3072) ^ overWord(b, 2048) ^ overWord(c, 1024) ^ overWord(d, 0);
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ row((crc ^ (bytes[at] ?? 0)) & 0xff);
  return ~crc >>> 0;
}

function overWord(word: number, rowsFrom: number): number {
  return (
    row(rowsFrom + 768 + (word & 0xff)) ^
    row(rowsFrom + 512 + ((word >>> 8) & 0xff)) ^
    row(rowsFrom + 256 + ((word >>> 16) & 0xff)) ^
    row(rowsFrom + (word >>> 24))
  );
}
