import type { Cells } from './cells.ts'
import type { Pixels } from './hiddenPicture.ts'

/** Passes of a box; three are close to a Gaussian. */
const PASSES = 3

/** What is smaller than so many cells is gone. */
const BLUR_CELLS = 1.5

/** A picture without what a cell or so holds: what hides a part of it. */
export function withoutDetail(pixels: Pixels, { width, height, side }: Cells): Pixels {
  return blurred(pixels, width, height, Math.round(BLUR_CELLS * side))
}

/**
 * A picture [height, width, channels] without its detail: each pixel the mean of those around it, three times over. What
 * lies beyond the border is not counted.
 * @param radius of the box, in pixels
 */
export function blurred(pixels: Pixels, width: number, height: number, radius: number): Pixels {
  const channels = pixels.length / (width * height)
  let from = Float32Array.from(pixels)
  for (let pass = 0; pass < PASSES; pass++) {
    from = boxes(from, height, width * channels, width, channels, radius)
    from = boxes(from, width, channels, height, width * channels, radius)
  }
  return Uint8Array.from(from, Math.round)
}

/** Averages along one axis. @param lines across it, `step` values apart @param length of it, `stride` values apart */
function boxes(
  values: Float32Array<ArrayBuffer>,
  lines: number,
  step: number,
  length: number,
  stride: number,
  radius: number
): Float32Array<ArrayBuffer> {
  const made = new Float32Array(values.length)
  const channels = Math.min(step, stride)
  for (let line = 0; line < lines; line++)
    for (let channel = 0; channel < channels; channel++) {
      const start = line * step + channel
      let [sum, count] = [0, 0]
      for (let i = 0; i < length + radius; i++) {
        if (i < length) {
          sum += values[start + i * stride]!
          count++
        }
        if (i > 2 * radius) {
          sum -= values[start + (i - 2 * radius - 1) * stride]!
          count--
        }
        if (i >= radius) made[start + (i - radius) * stride] = sum / count
      }
    }
  return made
}
