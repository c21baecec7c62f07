import type { RecipeStep } from '../../../shared/recipeStep.ts'
import { roundHalfEven } from './colours.ts'
import { like, type Pixels } from './pixels.ts'

/** OpenCV's own kernels of the smallest sizes where no sigma is given, in 256ths. */
const small: Readonly<Record<number, readonly number[]>> = {
  3: [64, 128, 64],
  5: [16, 64, 96, 64, 16],
  7: [8, 28, 56, 72, 56, 28, 8],
  9: [4, 13, 30, 51, 60, 51, 30, 13, 4]
}

/**
 * A Gaussian's weights in 256ths, which add up to 256: each is rounded, what rounding took is carried to the next, and the
 * middle has the rest.
 */
export function gaussianKernel(size: number, sigma?: number): Int32Array {
  const known = sigma === undefined ? small[size] : undefined
  if (known) return Int32Array.from(known)
  const width = sigma ?? 0.3 * ((size - 1) / 2 - 1) + 0.8
  const middle = (size - 1) / 2
  const exact = Array.from({ length: size }, (_, i) => Math.exp(-((i - middle) ** 2) / (2 * width * width)))
  const sum = exact.reduce((total, value) => total + value, 0)
  const kernel = new Int32Array(size)
  let [carried, left] = [0, 256]
  for (let i = 0; i < middle; i++) {
    const wanted = (exact[i]! / sum) * 256 + carried
    const weight = roundHalfEven(wanted)
    carried = wanted - weight
    kernel[i] = kernel[size - 1 - i] = weight
    left -= 2 * weight
  }
  kernel[middle] = left
  return kernel
}

/** The pixel that stands for one beyond the edge: mirrored at the middle of the last one (BORDER_REFLECT_101). */
export function mirrored(at: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const place = ((at % period) + period) % period
  return place < length ? place : period - place
}

/** OpenCV's `GaussianBlur` of an 8-bit picture, in the fixed point that it takes for these: rows, then columns, rounded once. */
export function blurred(picture: Pixels, { size, sigma }: Extract<RecipeStep, { step: 'blur' }>): Pixels {
  const { data, width, height, channels } = picture
  const kernel = gaussianKernel(size, sigma)
  const reach = (size - 1) / 2
  const line = width * channels
  const rows = new Uint16Array(line * height)
  const padded = new Uint8Array((width + 2 * reach) * channels)
  const sources = Int32Array.from({ length: 2 * reach }, (_, i) =>
    mirrored(i < reach ? i - reach : width + i - reach, width)
  )
  for (let y = 0; y < height; y++) {
    const from = y * line
    padded.set(data.subarray(from, from + line), reach * channels)
    for (let i = 0; i < 2 * reach; i++) {
      const to = (i < reach ? i : width + i) * channels
      for (let c = 0; c < channels; c++) padded[to + c] = data[from + sources[i]! * channels + c]!
    }
    for (let x = 0; x < line; x++) {
      let sum = kernel[reach]! * padded[x + reach * channels]!
      for (let k = 0; k < reach; k++) {
        sum += kernel[k]! * (padded[x + k * channels]! + padded[x + (2 * reach - k) * channels]!)
      }
      rows[from + x] = sum
    }
  }
  const out = like(picture)
  const sums = new Int32Array(line)
  for (let y = 0; y < height; y++) {
    sums.fill(1 << 15)
    for (let k = 0; k < size; k++) {
      const from = mirrored(y + k - reach, height) * line
      const weight = kernel[k]!
      for (let x = 0; x < line; x++) sums[x]! += weight * rows[from + x]!
    }
    for (let x = 0; x < line; x++) out.data[y * line + x] = sums[x]! >> 16
  }
  return out
}
