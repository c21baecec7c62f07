import { crc32 } from 'node:zlib'

/** Signature, and of a chunk: length, type, data, check sum. */
const SIGNATURE = 8
const [LENGTH, TYPE, SUM] = [4, 4, 4]

/**
 * False for a PNG whose chunks are not as their check sums say, as far as the picture hangs on them (ISO/IEC 15948, 5.4:
 * types in capitals). ffmpeg does not look at them, and shows the lower part of an earlier picture where a damaged one
 * ends too soon. A chunk that is cut short is left to the decoder.
 */
export function sumsAreRight(png: Uint8Array): boolean {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  for (let at = SIGNATURE; at + LENGTH + TYPE + SUM <= png.length;) {
    const end = at + LENGTH + TYPE + view.getUint32(at)
    if (end + SUM > png.length) return true
    const isNeeded = (view.getUint8(at + LENGTH) & 0x20) === 0
    if (isNeeded && crc32(png.subarray(at + LENGTH, end)) !== view.getUint32(end)) return false
    if (view.getUint32(at + LENGTH) === 0x49454e44) return true
    at = end + SUM
  }
  return true
}
