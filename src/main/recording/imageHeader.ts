/** What the first bytes of a picture file say. Sizes are in pixels. */
export interface ImageHeader {
  coding: 'jpeg' | 'png'
  width: number
  height: number
}

/** Markers that carry the size: start of frame SOF0..SOF15, without DHT (c4), JPG (c8) and DAC (cc). */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/**
 * Reads coding and size from the beginning of a JPEG (ITU-T T.81) or PNG (ISO/IEC 15948), whatever its file is
 * called; null where it is neither, or ends before it says its size.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) {
    return { coding: 'png', width: view.getUint32(16), height: view.getUint32(20) }
  }
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isStartOfFrame(marker)) {
      return { coding: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    } else at += 2 + view.getUint16(at + 2)
  }
  return null
}
