/** A small grey picture, [height, width], any scale. */
export interface GreyPicture {
  width: number
  height: number
  grey: Float32Array
}

/** Rows that are looked at, as parts of the height from the top: the far things, that move only when the car turns. */
const BAND = { from: 0.15, to: 0.55 }
/** The largest shift that is looked for, as a part of the width. */
const FARTHEST = 0.1
/** Pictures that fit worse than this at their best have nothing in common. */
const LEAST_FIT = 0.3

/**
 * By how much the upper half of a picture moved to the right since the one before, as a part of the width: the peak of
 * the normalised cross-correlation of their horizontal differences, which brightness does not change, refined by a
 * parabola. Driving on moves the left half to the left and the right half to the right and cancels. Null where nothing
 * fits, or where the best fit is at the end of the search.
 */
export function pictureShift(before: GreyPicture, after: GreyPicture): number | null {
  const { width } = after
  const most = Math.max(2, Math.round(FARTHEST * width))
  const [a, b] = [differences(before), differences(after)]
  const fits = Array.from({ length: 2 * most + 1 }, (_, i) => fit(a, b, width, i - most, most))
  const best = fits.reduce((top, value, i) => (value > (fits[top] ?? -1) ? i : top), 0)
  const [left, peak, right] = [fits[best - 1], fits[best], fits[best + 1]]
  if (left === undefined || peak === undefined || right === undefined || peak < LEAST_FIT) return null
  const bend = left - 2 * peak + right
  const part = bend < 0 ? (left - right) / (2 * bend) : 0
  return (best - most + part) / width
}

/** Differences between horizontal neighbours in the band, one row after the other; the last of each row is 0. */
function differences({ width, height, grey }: GreyPicture): Float32Array {
  const [from, to] = [Math.floor(BAND.from * height), Math.ceil(BAND.to * height)]
  const found = new Float32Array((to - from) * width)
  for (let y = from; y < to; y++)
    for (let x = 0; x + 1 < width; x++)
      found[(y - from) * width + x] = (grey[y * width + x + 1] ?? 0) - (grey[y * width + x] ?? 0)
  return found
}

/** Correlation of `a` with `b` moved back by `shift`, over the columns that are there for every shift. */
function fit(a: Float32Array, b: Float32Array, width: number, shift: number, most: number): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let row = 0; row < a.length; row += width) {
    for (let x = most; x < width - most; x++) {
      const [p, q] = [a[row + x] ?? 0, b[row + x + shift] ?? 0]
      ab += p * q
      aa += p * p
      bb += q * q
    }
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}
