import type { Ridge } from './rowRidges.ts'

/** A piece of a line of paint: the x of its middle on successive scanned rows, from the lowest upwards. */
export interface Stroke {
  /** Number of the lowest scanned row, counted from the bottom. */
  from: number
  /** Pixels, one a row. */
  x: number[]
  /** Mean strength of its ridges, 0..1. */
  strength: number
}

const LEAST_ROWS = 3
const POINTS_A_FRAME = 220
const MISSED_ROWS = 1

interface Growing extends Stroke {
  width: number
  missed: number
}

/** Where a stroke should go on, and how far from there a ridge may lie. */
function expected(stroke: Growing, picture: number): { x: number; reach: number } {
  const count = stroke.x.length
  const last = stroke.x[count - 1]!
  if (count < 3) return { x: last, reach: 0.02 * picture + stroke.width / 2 }
  const back = Math.min(count - 1, 4)
  const slope = (last - stroke.x[count - 1 - back]!) / back
  return { x: last + slope * (stroke.missed + 1), reach: 0.007 * picture + 0.25 * Math.abs(slope) + stroke.width / 4 }
}

/**
 * Links the ridges of successive rows to strokes. What stands alone (a lamp, grain, a bright leaf) makes no stroke
 * of three rows. The longest and strongest strokes are kept, some two hundred points a frame.
 *
 * @param rows ridges row by row, the lowest first
 * @param picture width of the picture in pixels
 */
export function linkStrokes(rows: readonly Ridge[][], picture: number): Stroke[] {
  const all: Growing[] = []
  let open: Growing[] = []
  rows.forEach((ridges, row) => {
    const pairs: { stroke: Growing; ridge: Ridge; distance: number }[] = []
    for (const stroke of open) {
      const { x, reach } = expected(stroke, picture)
      for (const ridge of ridges) {
        const distance = Math.abs(ridge.x - x)
        const ratio = ridge.width / stroke.width
        if (distance <= reach && ratio < 2.6 && ratio > 0.38) pairs.push({ stroke, ridge, distance })
      }
    }
    pairs.sort((a, b) => a.distance - b.distance)
    const taken = new Set<Ridge>()
    const grown = new Set<Growing>()
    for (const { stroke, ridge } of pairs) {
      if (taken.has(ridge) || grown.has(stroke)) continue
      taken.add(ridge)
      grown.add(stroke)
      extend(stroke, ridge)
    }
    open = open.filter((stroke) => grown.has(stroke) || ++stroke.missed <= MISSED_ROWS)
    for (const ridge of ridges) {
      if (taken.has(ridge)) continue
      const stroke: Growing = { from: row, x: [ridge.x], strength: ridge.strength, width: ridge.width, missed: 0 }
      open.push(stroke)
      all.push(stroke)
    }
  })
  const long = all.filter((stroke) => stroke.x.length >= LEAST_ROWS)
  long.sort((a, b) => b.x.length * b.strength - a.x.length * a.strength)
  let points = 0
  return long
    .filter((stroke) => (points += stroke.x.length) <= POINTS_A_FRAME)
    .map(({ from, x, strength }) => ({ from, x, strength }))
}

function extend(stroke: Growing, ridge: Ridge): void {
  const last = stroke.x.at(-1)!
  // Rows that were missed are filled in straight, so that one number a row is enough.
  for (let i = 1; i <= stroke.missed; i++) stroke.x.push(last + ((ridge.x - last) * i) / (stroke.missed + 1))
  stroke.missed = 0
  stroke.x.push(ridge.x)
  stroke.strength += (ridge.strength - stroke.strength) / stroke.x.length
  stroke.width += (ridge.width - stroke.width) / 3
}
