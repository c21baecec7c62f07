import type { PictureSize } from './explanation.ts'
import { meanGradient } from './meanGradient.ts'
import type { RunGraph } from './method.ts'

/** Two inputs for each picture of a batch, float32 [batch, height, width, depth]. */
export interface Ways {
  from: Float32Array
  to: Float32Array
  batch: number
  /** Places of the midpoint rule on the straight way. */
  steps: number
}

/**
 * What each pixel adds on the straight way from one input to another: the mean of the output `gradient` on the way times
 * the way gone, summed over the channels of the picture. [batch, height, width]; a picture's sum is f(to) - f(from), up
 * to the steps.
 */
export async function pathGradients(
  run: RunGraph,
  { from, to, batch, steps }: Ways,
  { pixels, channels, depth }: PictureSize
): Promise<Float64Array> {
  const means = await meanGradient(run, { length: to.length, batch, count: steps }, (between, step) => {
    const share = (step + 0.5) / steps
    for (let i = 0; i < between.length; i++) between[i] = from[i]! + share * (to[i]! - from[i]!)
  })
  const signed = new Float64Array(batch * pixels)
  means.forEach((mean, i) => {
    const pixel = Math.floor(i / channels)
    const at = pixel * depth + depth - channels + (i % channels)
    signed[pixel]! += mean * (to[at]! - from[at]!)
  })
  return signed
}

/**
 * By how much each picture's values miss what they claim to sum up to, as a share of it.
 * @param signed [batch, pixels]
 * @param claimed [batch]
 */
export function residueOf(signed: Float64Array, claimed: ArrayLike<number>): Float32Array {
  const pixels = signed.length / claimed.length
  return Float32Array.from(claimed, (value, i) => {
    const sum = signed.subarray(i * pixels, (i + 1) * pixels).reduce((total, part) => total + part, 0)
    return value === 0 ? Math.abs(sum) : Math.abs((sum - value) / value)
  })
}
