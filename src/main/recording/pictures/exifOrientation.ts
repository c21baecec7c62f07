/**
 * How a stored picture lies, as TIFF 6.0 and Exif number it (tag 274): 1 as it is to be seen, 2 mirrored, 3 upside down,
 * 4 mirrored and upside down, 5 to 8 with rows for columns (6 is to be turned to the right, 8 to the left).
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** True where width and height change places when the picture is set upright. */
export function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5
}

const TAG = 274
const SHORT = 3

/** The orientation that a block of Exif (a TIFF without pictures) states; 1 where it states none. */
export function readOrientation(tiff: Uint8Array): Orientation {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 8) return 1
  const order = view.getUint16(0)
  const little = order === 0x4949
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return 1
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return 1
  const entries = view.getUint16(directory, little)
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= tiff.length; i++, at += 12) {
    if (view.getUint16(at, little) !== TAG || view.getUint16(at + 2, little) !== SHORT) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? (value as Orientation) : 1
  }
  return 1
}
