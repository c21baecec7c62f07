import type { Polygon } from '../../shared/lanes.ts'
import { CORRIDOR_OUTPUT, type CorridorLook } from './corridorLook.ts'
import { rowSpan } from './rowSpan.ts'

/** A corridor row by row. All in unit picture coordinates. */
export interface CorridorShape {
  top: number
  bottom: number
  /** Sides at `STATIONS` rows, evenly from top to bottom. */
  left: Float64Array
  right: Float64Array
}

const STATIONS = 15

/** The corridor of a look; null where it has none. */
export function shapeOf({ first, left, right }: CorridorLook): CorridorShape | null {
  if (left.length < 2) return null
  const top = first / CORRIDOR_OUTPUT.height
  const bottom = (first + left.length) / CORRIDOR_OUTPUT.height
  const at = (sides: readonly number[], station: number): number => {
    // Rows are known in their middle.
    const row = Math.min(left.length - 1, Math.max(0, (station / (STATIONS - 1)) * left.length - 0.5))
    const low = Math.floor(row)
    const high = Math.min(left.length - 1, low + 1)
    return (sides[low]! + (sides[high]! - sides[low]!) * (row - low)) / 1000
  }
  return {
    top,
    bottom,
    left: Float64Array.from({ length: STATIONS }, (_, i) => at(left, i)),
    right: Float64Array.from({ length: STATIONS }, (_, i) => at(right, i))
  }
}

/** Between two corridors, `part` of the way from the one to the other. */
export function betweenShapes(one: CorridorShape, other: CorridorShape, part: number): CorridorShape {
  const mix = (a: number, b: number): number => a + (b - a) * part
  return {
    top: mix(one.top, other.top),
    bottom: mix(one.bottom, other.bottom),
    left: one.left.map((value, i) => mix(value, other.left[i]!)),
    right: one.right.map((value, i) => mix(value, other.right[i]!))
  }
}

/** The outline, widened by `margin` of its width on each side, clockwise from the upper left. */
export function shapePolygon({ top, bottom, left, right }: CorridorShape, margin: number): Polygon {
  const row = (i: number): number => top + ((bottom - top) * i) / (STATIONS - 1)
  const wider = (i: number): number => margin * (right[i]! - left[i]!)
  const [lefts, rights]: [Polygon, Polygon] = [[], []]
  for (let i = 0; i < STATIONS; i++) {
    lefts.push([left[i]! - wider(i), row(i)])
    rights.push([right[i]! + wider(i), row(i)])
  }
  return [...rights, ...lefts.reverse()]
}

/** Rows that two outlines are compared at. */
const ROWS = 48

/** Overlap (IoU) of two outlines, row by row within the picture; 0 where one of them is missing. */
export function overlapOf(one: Polygon | null, other: Polygon | null): number {
  if (!one || !other) return 0
  let shared = 0
  let either = 0
  for (let i = 0; i < ROWS; i++) {
    const y = (i + 0.5) / ROWS
    const [a, b] = [spanAt(one, y), spanAt(other, y)]
    const both = a && b ? Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0])) : 0
    shared += both
    either += (a ? a[1] - a[0] : 0) + (b ? b[1] - b[0] : 0) - both
  }
  return either > 0 ? shared / either : 0
}

/** What of a row lies between an outline's sides, within the picture; null where nothing does. */
function spanAt(polygon: Polygon, y: number): [number, number] | null {
  const span = rowSpan(polygon, y)
  if (!span) return null
  const [from, to] = [Math.max(0, span[0]), Math.min(1, span[1])]
  return from < to ? [from, to] : null
}
