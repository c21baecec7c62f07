/** How a picture is enlarged or reduced along one axis. */
export interface Interpolation {
  method: 'nearest' | 'linear'
  /** Where a pixel of the result lies in the source, in pixels: from its index, and the factor result / source. */
  place(index: number, factor: number, from: number, to: number): number
  /** Which pixel 'nearest' takes. */
  round(place: number): number
}

/** Pixels are areas: their centres are matched. */
export const halfPixel: Interpolation['place'] = (index, factor) => (index + 0.5) / factor - 0.5

/**
 * The matrix [from, to] that resamples a row of `from` numbers to `to`, row-major. Along rows and then along columns
 * it resizes a picture.
 */
export function resamplingMatrix(from: number, to: number, factor: number, how: Interpolation): Float32Array {
  const matrix = new Float32Array(from * to)
  const inside = (at: number): number => Math.min(Math.max(at, 0), from - 1)
  for (let i = 0; i < to; i++) {
    const place = how.place(i, factor, from, to)
    if (how.method === 'nearest') matrix[inside(how.round(place)) * to + i] = 1
    else {
      const below = Math.floor(place)
      const share = place - below
      matrix[inside(below) * to + i]! += 1 - share
      matrix[inside(below + 1) * to + i]! += share
    }
  }
  return matrix
}
