import type { Rect } from './recipe.ts'
import type { SaliencyMap } from './saliencyMap.ts'
import { seenPartOf, type SeenPixels } from './seenPixels.ts'

/** A map with the part of the picture that it lies over. */
export interface PlacedMap {
  map: SaliencyMap
  /** What the recipe leaves of the picture for the model, in unit coordinates of the picture. */
  seen: Rect
  /** Which pixels of the map the model sees; null where all of them are, or it is not known. */
  seenPixels: SeenPixels | null
}

/** One map less another, in the frame of the picture. */
export interface DifferenceMap {
  /** What both models are given of the picture, in unit coordinates. */
  area: Rect
  width: number
  height: number
  /**
   * Row-major [height, width]: the share of the first map's attention in a cell less that of the second, as a multiple of
   * the share that lies there when attention is spread evenly over the area. NaN where one of both models sees nothing.
   */
  values: Float32Array
  /** How much of each map's attention lies in what both are given, 0..1. */
  within: { a: number; b: number }
}

/** Finer than a screen shows it. */
const MOST_CELLS = 640
/** A cell is seen where more than so much of it is. */
const SEEN = 0.5

/**
 * The first map less the second. Each counts by its own sum, so that methods and models of any scale compare: what is told
 * apart is where attention is, not how much steering hangs on it. Maps of several sizes and crops are laid on the finer
 * grid of both, each cell with what of every pixel lies in it, so that no attention is lost or made.
 * @returns null where the models are given no common part of the picture, or one of the maps is zero everywhere
 */
export function differenceMap(a: PlacedMap, b: PlacedMap): DifferenceMap | null {
  const area = overlap(a.seen, b.seen)
  if (!area) return null
  const cells = (size: 'width' | 'height'): number => {
    const pixel = Math.min(a.seen[size] / a.map[size], b.seen[size] / b.map[size])
    return Math.min(MOST_CELLS, Math.max(1, Math.round(area[size] / pixel)))
  }
  const [width, height] = [cells('width'), cells('height')]
  const [one, other] = [sharesOn(a, area, width, height), sharesOn(b, area, width, height)]
  if (!one || !other) return null
  const values = new Float32Array(width * height)
  for (let i = 0; i < values.length; i++) {
    const isSeen = one.seen[i]! > SEEN && other.seen[i]! > SEEN
    values[i] = isSeen ? (one.shares[i]! - other.shares[i]!) * values.length : NaN
  }
  return { area, width, height, values, within: { a: one.within, b: other.within } }
}

function overlap(a: Rect, b: Rect): Rect | null {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}

interface Shares {
  /** Of the whole map's sum, in each cell. */
  shares: Float64Array
  /** How much of each cell the model sees, 0..1. */
  seen: Float64Array
  within: number
}

/** A map on a grid over a part of the picture; null where it is zero everywhere. */
function sharesOn({ map, seen, seenPixels }: PlacedMap, area: Rect, width: number, height: number): Shares | null {
  const { data } = seenPixels ? seenPartOf(seenPixels)(map) : map
  const sum = data.reduce((total, value) => total + value, 0)
  if (sum === 0) return null
  const across = pixelsIn(area.x, area.width, width, seen.x, seen.width, map.width)
  const down = pixelsIn(area.y, area.height, height, seen.y, seen.height, map.height)
  const cell = (area.width / width / (seen.width / map.width)) * (area.height / height / (seen.height / map.height))
  const found: Shares = { shares: new Float64Array(width * height), seen: new Float64Array(width * height), within: 0 }
  down.forEach((rows, y) => {
    across.forEach((columns, x) => {
      let [mass, covered] = [0, 0]
      for (const row of rows) {
        for (const column of columns) {
          const at = row.pixel * map.width + column.pixel
          const part = row.part * column.part
          mass += data[at]! * part
          covered += (seenPixels?.data[at] ?? 1) * part
        }
      }
      found.shares[y * width + x] = mass / sum
      found.seen[y * width + x] = covered / cell
      found.within += mass / sum
    })
  })
  return found
}

/** For each of `cells` along a line, the pixels of a map that lie in it, with the part of each pixel that does. */
function pixelsIn(
  from: number,
  length: number,
  cells: number,
  mapFrom: number,
  mapLength: number,
  pixels: number
): { pixel: number; part: number }[][] {
  const place = (cell: number): number => ((from + (cell / cells) * length - mapFrom) / mapLength) * pixels
  return Array.from({ length: cells }, (_, cell) => {
    const [begin, end] = [place(cell), place(cell + 1)]
    const found: { pixel: number; part: number }[] = []
    for (let pixel = Math.max(0, Math.floor(begin)); pixel < Math.min(pixels, Math.ceil(end)); pixel++) {
      const part = Math.min(end, pixel + 1) - Math.max(begin, pixel)
      if (part > 1e-9) found.push({ pixel, part })
    }
    return found
  })
}
