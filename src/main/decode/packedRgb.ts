/**
 * Weaves three planes into pixels. Where ffmpeg has to do that itself its exact scaler takes twice as long, for the same
 * values; and for pictures that keep their size it takes the chroma half a row beside its place.
 * @returns a function of 8-bit planes in ffmpeg's order green, blue, red, [3, height, width], to 8-bit RGB
 * [height, width, 3], in what `memory` gives
 */
export function packedRgb(pixels: number): (planes: Uint8Array, memory?: (length: number) => Uint8Array) => Uint8Array {
  return (planes, memory = (length) => new Uint8Array(length)) => {
    const out = memory(pixels * 3)
    for (let i = 0, at = 0; i < pixels; i++, at += 3) {
      out[at] = planes[2 * pixels + i]!
      out[at + 1] = planes[i]!
      out[at + 2] = planes[pixels + i]!
    }
    return out
  }
}
