import type { Recipe } from '../../../shared/recipe.ts'
import type { Pixels } from './pixels.ts'

type Filter = Recipe['resize']['filter']

/** How much a pixel of the source counts, by its distance in pixels of the result (of the source where these are smaller). */
const kernels: Readonly<Record<'bilinear' | 'bicubic', { reach: number; at: (d: number) => number }>> = {
  bilinear: { reach: 1, at: (d) => 1 - d },
  bicubic: {
    reach: 2,
    at: (d) => (d < 1 ? 1.4 * d ** 3 - 2.4 * d ** 2 + 1 : -0.6 * d ** 3 + 3 * d ** 2 - 4.8 * d + 2.4)
  }
}

/**
 * Resizes as ffmpeg does for the recipe's filters, and as twoPixelResize for `cv2-linear`, but for rounding: pixels are
 * counted by their middles, and what lies beyond an edge has the value at the edge.
 */
export function resized(picture: Pixels, { width, height, filter }: Recipe['resize']): Pixels {
  const { channels } = picture
  const columns = taps(picture.width, width, filter)
  const rows = taps(picture.height, height, filter)
  const line = width * channels
  const narrow = new Float32Array(picture.height * line)
  for (let y = 0; y < picture.height; y++) {
    const from = y * picture.width * channels
    for (let x = 0; x < width; x++)
      for (let tap = columns.starts[x]!; tap < columns.starts[x + 1]!; tap++) {
        const [source, weight] = [from + columns.at[tap]! * channels, columns.weights[tap]!]
        const to = y * line + x * channels
        for (let c = 0; c < channels; c++) narrow[to + c]! += weight * picture.data[source + c]!
      }
  }
  const data = new Uint8Array(height * line)
  const sums = new Float32Array(line)
  for (let y = 0; y < height; y++) {
    sums.fill(0)
    for (let tap = rows.starts[y]!; tap < rows.starts[y + 1]!; tap++) {
      const [source, weight] = [rows.at[tap]! * line, rows.weights[tap]!]
      for (let i = 0; i < line; i++) sums[i]! += weight * narrow[source + i]!
    }
    for (let i = 0; i < line; i++) data[y * line + i] = Math.min(255, Math.max(0, Math.round(sums[i]!)))
  }
  return { data, width, height, channels }
}

/** For each pixel of a row of `to`, those of a row of `from` that make it (from `starts[i]` on), with weights that sum to 1. */
interface Taps {
  starts: Int32Array
  at: Int32Array
  weights: Float32Array
}

function taps(from: number, to: number, filter: Filter): Taps {
  const starts = new Int32Array(to + 1)
  const at: number[] = []
  const weights: number[] = []
  for (let i = 0; i < to; i++) {
    const found = tapsOf((i + 0.5) * (from / to), from / to, filter)
    const sum = found.reduce((total, [, weight]) => total + weight, 0)
    for (const [place, weight] of found) {
      at.push(Math.min(Math.max(place, 0), from - 1))
      weights.push(weight / sum)
    }
    starts[i + 1] = at.length
  }
  return { starts, at: Int32Array.from(at), weights: Float32Array.from(weights) }
}

/** @param centre of the pixel of the result, counted from the first edge of the source, in its pixels */
function tapsOf(centre: number, factor: number, filter: Filter): [place: number, weight: number][] {
  if (filter === 'nearest') return [[Math.floor(centre), 1]]
  if (filter === 'area') {
    // As much as lies inside the pixel of the result.
    const [left, right] = [centre - factor / 2, centre + factor / 2]
    return places(left, right).map((place) => [place, Math.min(right, place + 1) - Math.max(left, place)])
  }
  const { reach, at } = kernels[filter === 'cv2-linear' ? 'bilinear' : filter]
  const stretch = filter === 'cv2-linear' ? 1 : Math.max(1, factor)
  return places(centre - reach * stretch, centre + reach * stretch).flatMap((place) => {
    const distance = Math.abs(place + 0.5 - centre) / stretch
    return distance < reach ? [[place, at(distance)] as [number, number]] : []
  })
}

const places = (from: number, to: number): number[] =>
  Array.from({ length: Math.ceil(to) - Math.floor(from) }, (_, i) => Math.floor(from) + i)
