import type { Point } from '../../shared/recipe.ts'

/**
 * A polygon over a map, cut into flat strips: each lies within one row of pixels and between two neighbouring
 * vertices, so that within it every side of the polygon is one straight edge. Numbers of one strip lie together:
 * row, height, then x at the upper and lower end of its left side and of its right side.
 */
export interface RegionStrips {
  strips: Float64Array
  count: number
  /** Notches of an outline that crosses a row more than twice, in the same form: they lie between the sides. */
  notches: Float64Array
  notchCount: number
  /** Where the region begins and ends, in rows; equal where nothing of it is over the map. */
  top: number
  bottom: number
}

/** Numbers of one strip. */
export const STRIP = 6

/** Polygons have at most as many vertices (see shared/lanes.ts); blends of two have those of both. */
const VERTICES = 160

/** Lower strips hold nothing that counts. */
const THIN = 1e-9

/**
 * Cuts polygons over a map of `height` rows into strips. What is returned is the cutter's own and holds until the next
 * call. Parts to the left and right of the map are kept: who widens a region needs its true sides.
 *
 * @returns a function that takes the vertices in map pixels; simple (not self-intersecting), either orientation
 */
export function createStripCutter(height: number): (outline: readonly Point[]) => RegionStrips {
  const levels = new Float64Array(height + 1 + VERTICES)
  const sides = new Float64Array(2 * VERTICES)
  const rows = height + VERTICES
  const region: RegionStrips = {
    strips: new Float64Array(STRIP * rows),
    count: 0,
    notches: new Float64Array((STRIP * rows * VERTICES) / 8),
    notchCount: 0,
    top: 0,
    bottom: 0
  }
  return (outline) => {
    if (outline.length > VERTICES) throw new RangeError(`a region of ${outline.length} vertices`)
    region.count = 0
    region.notchCount = 0
    const count = fillLevels(levels, outline, height)
    region.top = count > 0 ? levels[0]! : 0
    region.bottom = count > 0 ? levels[count - 1]! : 0
    for (let i = 1; i < count; i++) cutStrip(region, outline, levels[i - 1]!, levels[i]!, sides)
    return region
  }
}

/** Rows at which a strip begins or ends, rising: the borders of pixel rows and the heights of vertices. Their number. */
function fillLevels(levels: Float64Array, outline: readonly Point[], height: number): number {
  let top = Infinity
  let bottom = -Infinity
  let count = 0
  for (const vertex of outline) {
    const y = vertex[1]
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    if (y > 0 && y < height) levels[count++] = y
  }
  top = Math.max(0, top)
  bottom = Math.min(height, bottom)
  if (!(bottom > top)) return 0
  if (top === 0) levels[count++] = top
  if (bottom === height) levels[count++] = bottom
  for (let y = Math.floor(top) + 1; y < bottom; y++) levels[count++] = y
  levels.subarray(0, count).sort()
  return count
}

function cutStrip(
  region: RegionStrips,
  outline: readonly Point[],
  from: number,
  to: number,
  sides: Float64Array
): void {
  if (to - from < THIN) return
  const middle = (from + to) / 2
  const row = Math.floor(middle)
  let count = 0
  let before = outline[outline.length - 1]!
  for (const vertex of outline) {
    if (before[1] < middle !== vertex[1] < middle) {
      const slope = (vertex[0] - before[0]) / (vertex[1] - before[1])
      insertSide(sides, count++, before[0] + (from - before[1]) * slope, before[0] + (to - before[1]) * slope)
    }
    before = vertex
  }
  if (count < 2) return
  put(region.strips, region.count++, row, to - from, sides, 0, count - 1)
  for (let i = 1; i + 2 < count; i += 2) put(region.notches, region.notchCount++, row, to - from, sides, i, i + 1)
}

/** Keeps the sides of a strip in order from left to right. */
function insertSide(sides: Float64Array, count: number, upper: number, lower: number): void {
  let at = count
  for (; at > 0 && sides[2 * at - 2]! + sides[2 * at - 1]! > upper + lower; at--) {
    sides[2 * at] = sides[2 * at - 2]!
    sides[2 * at + 1] = sides[2 * at - 1]!
  }
  sides[2 * at] = upper
  sides[2 * at + 1] = lower
}

function put(
  list: Float64Array,
  index: number,
  row: number,
  height: number,
  sides: Float64Array,
  left: number,
  right: number
): void {
  const at = index * STRIP
  list[at] = row
  list[at + 1] = height
  list[at + 2] = sides[2 * left]!
  list[at + 3] = sides[2 * left + 1]!
  list[at + 4] = sides[2 * right]!
  list[at + 5] = sides[2 * right + 1]!
}
