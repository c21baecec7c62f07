import type { Polygon } from '../../src/shared/lanes.ts'
import { pictureToMap, type Point, type Recipe } from '../../src/shared/recipe.ts'

/** How much of each map pixel lies in a lane region, and what the zones around it need. */
export interface RegionMask {
  width: number
  height: number
  /** Row-major [height, width]: the covered part of each pixel, 0..1. */
  coverage: Float32Array
  /** The region's area in map pixels: the sum of `coverage`. */
  area: number
  /** First and last row that the region touches; top > bottom where it touches none. */
  top: number
  bottom: number
  /** Per row from `top` to `bottom`: x of the region's middle, in map pixels. Zones left and right part there. */
  middle: Float32Array
}

interface Size {
  width: number
  height: number
}

/**
 * The lane region in map space: crop and resize of the recipe are undone exactly, and every pixel that the
 * outline crosses gets the exact fraction of its area that lies inside.
 *
 * @param polygon unit picture coordinates; simple (not self-intersecting), either orientation
 * @param picture size of the camera picture in pixels
 * @param map size of the saliency map in pixels
 */
export function regionMask(polygon: Polygon, recipe: Pick<Recipe, 'crop'>, picture: Size, map: Size): RegionMask {
  return createMaskPainter(recipe, picture, map)(polygon)
}

/**
 * As `regionMask`, for many polygons in a row: the mask returned is the painter's own and holds until the next
 * call, so that scoring a drive allocates nothing a frame.
 */
export function createMaskPainter(
  recipe: Pick<Recipe, 'crop'>,
  picture: Size,
  map: Size
): (polygon: Polygon) => RegionMask {
  const { width, height } = map
  const toMap = pictureToMap(recipe, picture, map)
  // One column more than the map has: an outline along the right edge closes there.
  const deltas = new Float64Array((width + 1) * height)
  const mask: RegionMask = {
    width,
    height,
    coverage: new Float32Array(width * height),
    area: 0,
    top: 0,
    bottom: -1,
    middle: new Float32Array(height)
  }
  return (polygon) => {
    const outline = clipToMap(polygon.map(toMap), width, height)
    deltas.fill(0)
    for (let i = 0; i < outline.length; i++) addEdge(deltas, width + 1, outline[i]!, outline[(i + 1) % outline.length]!)
    sumDeltas(deltas, mask)
    return mask
  }
}

/** Sutherland-Hodgman against the four sides of the map; keeps the area inside exactly. */
function clipToMap(points: Point[], width: number, height: number): Point[] {
  let outline = points
  for (const [axis, sign, limit] of [
    [0, 1, 0],
    [0, -1, width],
    [1, 1, 0],
    [1, -1, height]
  ] as const) {
    const kept: Point[] = []
    for (let i = 0; i < outline.length; i++) {
      const a = outline[i]!
      const b = outline[(i + 1) % outline.length]!
      const insideA = (a[axis] - limit) * sign >= 0
      const insideB = (b[axis] - limit) * sign >= 0
      if (insideA) kept.push(a)
      if (insideA !== insideB) {
        const part = (limit - a[axis]) / (b[axis] - a[axis])
        const other = a[1 - axis]! + part * (b[1 - axis]! - a[1 - axis]!)
        kept.push(axis === 0 ? [limit, other] : [other, limit])
      }
    }
    outline = kept
  }
  return outline
}

/**
 * Adds one edge of the outline to the difference buffer: summed along a row, the buffer gives for each pixel the
 * signed area to the right of all edges (the scan conversion that font rasterisers use).
 */
function addEdge(deltas: Float64Array, stride: number, from: Point, to: Point): void {
  if (from[1] === to[1]) return
  const sign = from[1] < to[1] ? 1 : -1
  const [upper, lower] = sign > 0 ? [from, to] : [to, from]
  const slope = (lower[0] - upper[0]) / (lower[1] - upper[1])
  const lastRow = Math.ceil(lower[1])
  for (let row = Math.floor(upper[1]); row < lastRow; row++) {
    const y0 = Math.max(row, upper[1])
    const y1 = Math.min(row + 1, lower[1])
    const xa = upper[0] + (y0 - upper[1]) * slope
    const xb = upper[0] + (y1 - upper[1]) * slope
    addRowEdge(deltas, row * stride, stride, Math.min(xa, xb), Math.max(xa, xb), sign * (y1 - y0))
  }
}

/** The part of an edge within one row: from x0 to x1 (x0 <= x1), of signed height dy. */
function addRowEdge(deltas: Float64Array, offset: number, stride: number, x0: number, x1: number, dy: number): void {
  const first = Math.floor(x0)
  const last = Math.max(first, Math.ceil(x1) - 1)
  let before = 0
  for (let x = first; x <= last; x++) {
    const area = dy * partRightOf(x0, x1, x)
    deltas[offset + x]! += area - before
    before = area
  }
  if (last + 1 < stride) deltas[offset + last + 1]! += dy - before
}

/** The part of pixel x that lies to the right of an edge that runs from x0 to x1 over the pixel's height. */
function partRightOf(x0: number, x1: number, x: number): number {
  const run = x1 - x0
  if (run < 1e-9) return x + 1 - Math.min(x + 1, Math.max(x, x0))
  // The integral, up to an abscissa, of the part of the edge that lies to its left.
  const integral = (at: number): number => (Math.min(x1, Math.max(x0, at)) - x0) ** 2 / (2 * run) + Math.max(0, at - x1)
  return integral(x + 1) - integral(x)
}

function sumDeltas(deltas: Float64Array, mask: RegionMask): void {
  const { width, height, coverage, middle } = mask
  mask.area = 0
  mask.top = height
  mask.bottom = -1
  for (let y = 0; y < height; y++) {
    let sum = 0
    let area = 0
    let moment = 0
    for (let x = 0; x < width; x++) {
      sum += deltas[y * (width + 1) + x]!
      const exact = Math.min(1, Math.abs(sum))
      // What rounding leaves outside the outline is not coverage.
      const covered = exact < 1e-9 ? 0 : Math.fround(exact)
      coverage[y * width + x] = covered
      area += covered
      moment += covered * (x + 0.5)
    }
    if (area > 0) {
      mask.area += area
      if (mask.bottom < 0) mask.top = y
      mask.bottom = y
      middle[y] = moment / area
    } else if (mask.bottom >= 0) middle[y] = middle[y - 1]!
  }
}
