import type { Size } from './sizes.ts'

/** For each pixel of a row of the result: the two pixels of the source that make it, and the share of the second. */
interface Pairs {
  first: Int32Array
  second: Int32Array
  share: Float64Array
}

/**
 * Resizes as OpenCV's `INTER_LINEAR` does, and PyTorch's `interpolate` with `align_corners=False` and `antialias=False`:
 * the middle of each pixel of the result falls between two pixels a side of the source, and those four are weighed by
 * how near they are, however much the picture shrinks. What lies beyond an edge has the value at the edge.
 * Results are rounded to the nearest whole number; OpenCV, which calculates in 11 bits, may be off by one.
 * @returns a function of 8-bit planes in ffmpeg's order green, blue, red, [3, from.height, from.width], to 8-bit RGB
 * [to.height, to.width, 3], in what `memory` gives
 */
export function twoPixelResize(
  from: Size,
  to: Size
): (planes: Uint8Array, memory?: (length: number) => Uint8Array) => Uint8Array {
  const columns = pairs(from.width, to.width)
  const rows = pairs(from.height, to.height)
  const plane = from.width * from.height
  return (planes, memory = (length) => new Uint8Array(length)) => {
    const out = memory(to.width * to.height * 3)
    for (const [source, channel] of [1, 2, 0].entries()) {
      let at = channel
      for (let y = 0; y < to.height; y++) {
        const upper = source * plane + rows.first[y]! * from.width
        const lower = source * plane + rows.second[y]! * from.width
        const down = rows.share[y]!
        for (let x = 0; x < to.width; x++, at += 3) {
          const left = columns.first[x]!
          const right = columns.second[x]!
          const across = columns.share[x]!
          const above = between(planes[upper + left]!, planes[upper + right]!, across)
          const below = between(planes[lower + left]!, planes[lower + right]!, across)
          out[at] = Math.round(between(above, below, down))
        }
      }
    }
    return out
  }
}

const between = (a: number, b: number, share: number): number => a + (b - a) * share

function pairs(from: number, to: number): Pairs {
  const found = { first: new Int32Array(to), second: new Int32Array(to), share: new Float64Array(to) }
  for (let i = 0; i < to; i++) {
    // Pixels are counted by their middles: the first is at 0.
    const place = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1)
    const first = Math.floor(place)
    found.first[i] = first
    found.second[i] = Math.min(first + 1, from - 1)
    found.share[i] = place - first
  }
  return found
}
