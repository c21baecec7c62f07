/** Remainders of the bytes by Castagnoli's polynomial, its bits turned round. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1
  return rest >>> 0
})

/**
 * The checksum that TensorFlow keeps beside its data: CRC-32C, turned by 15 bits and with a constant added, so that the
 * checksum of data that holds checksums is another (tensorflow/tsl/lib/hash/crc32c.h).
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!
  crc = ~crc >>> 0
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
