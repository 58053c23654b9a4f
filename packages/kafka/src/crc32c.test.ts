import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';

// RFC 3720, appendix B.4, and the check value of the Rocksoft catalogue.
test.each([
  ['nothing', Buffer.alloc(0), 0],
  ['the digits', Buffer.from('123456789'), 0xe3069283],
  ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
  ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['32 bytes that rise', Buffer.from(Array.from({ length: 32 }, (_, n) => n)), 0x46dd794e],
  ['32 bytes that fall', Buffer.from(Array.from({ length: 32 }, (_, n) => 31 - n)), 0x113fdb5c],
])('the checksum of %s is the one that others compute', (_name, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});

test('a view into other bytes has the checksum of its own', () => {
  const bytes = Buffer.from('xx123456789xx');
  expect(crc32c(bytes.subarray(2, 11))).toBe(0xe3069283);
});
