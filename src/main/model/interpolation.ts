/** How a picture is enlarged or reduced along one axis. */
export interface Interpolation {
  method: 'nearest' | 'linear' | 'cubic'
  /** Where a pixel of the result lies in the source, in pixels: from its index, and the factor result / source. */
  place(index: number, factor: number, from: number, to: number): number
  /** Which pixel 'nearest' takes. */
  round(place: number): number
  /** The slope of 'cubic' at its ends, see cubicShares. */
  cubic?: number
}

/** Pixels are areas: their centres are matched. */
export const halfPixel: Interpolation['place'] = (index, factor) => (index + 0.5) / factor - 0.5

/**
 * The shares of the pixels one before, at, one and two behind a place that lies `share` behind the second of them (Keys
 * 1981, with the slope `a`: -0.75 in PyTorch and ONNX).
 */
function cubicShares(share: number, a: number): readonly number[] {
  const near = (x: number): number => ((a + 2) * x - (a + 3)) * x * x + 1
  const far = (x: number): number => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
  return [far(share + 1), near(share), near(1 - share), far(2 - share)]
}

/** Where places are told in float32, as exporters and runtimes do, a whole number comes out whole. */
const placed = (place: number): number => Math.fround(place)

/**
 * The matrix [from, to] that resamples a row of `from` numbers to `to`, row-major. Along rows and then along columns
 * it resizes a picture.
 */
export function resamplingMatrix(from: number, to: number, factor: number, how: Interpolation): Float32Array {
  const matrix = new Float32Array(from * to)
  const inside = (at: number): number => Math.min(Math.max(at, 0), from - 1)
  for (let i = 0; i < to; i++) {
    const place = how.place(i, factor, from, to)
    const below = Math.floor(place)
    const add = (pixel: number, share: number): void => {
      matrix[inside(pixel) * to + i]! += share
    }
    if (how.method === 'nearest') add(how.round(placed(place)), 1)
    else if (how.method === 'cubic')
      cubicShares(place - below, how.cubic ?? -0.75).forEach((share, k) => add(below - 1 + k, share))
    else {
      add(below, 1 - (place - below))
      add(below + 1, place - below)
    }
  }
  return matrix
}
