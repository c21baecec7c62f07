import { CORRIDOR_MARGIN, type Polygon } from '../../../shared/lanes.ts'
import type { LabelledLane, LaneLine } from './frameLabel.ts'

/** Lines that run over less of the picture's height than this do not tell where they would meet its lower edge. */
const SHORTEST = 0.03
/** Rows at which the outline follows the lines, on each side. */
const STATIONS = 20

/** A line as a function of the row: points from far to near, each row once. */
interface RowLine {
  rows: number[]
  xs: number[]
  /** Where it meets the lower edge of the picture. */
  foot: number
}

/**
 * The ego lane between labelled lines: the nearest one left of the picture's middle and the nearest one right of it,
 * where they or their continuation meet the lower edge. The outline reaches from there to the row up to which one of
 * the two is labelled, and is widened by the margin of every corridor, for labelled lines run along the paint.
 *
 * @param lines in unit picture coordinates
 * @returns null where there is no line on one of the sides, or the two cross
 */
export function egoLane(lines: readonly LaneLine[]): LabelledLane | null {
  let left: RowLine | null = null
  let right: RowLine | null = null
  for (const line of lines.map(rowLine)) {
    if (!line) continue
    if (line.foot < 0.5 && (!left || line.foot > left.foot)) left = line
    if (line.foot >= 0.5 && (!right || line.foot < right.foot)) right = line
  }
  if (!left || !right) return null
  const shared = Math.max(left.rows[0]!, right.rows[0]!)
  if (shared > 1 - SHORTEST) return null
  const width = widthByRow(left, right, shared)
  const top = Math.max(Math.min(left.rows[0]!, right.rows[0]!), width.vanishes + SHORTEST)
  const leftSide: Polygon = []
  const rightSide: Polygon = []
  for (let i = 0; i <= STATIONS; i++) {
    const row = top + ((1 - top) * i) / STATIONS
    const from = row < left.rows[0]! ? xAt(right, row) - width.at(row) : xAt(left, row)
    const to = row < right.rows[0]! ? from + width.at(row) : xAt(right, row)
    // Far away lines of one curve may cross by a pixel; the lane begins below.
    if (to <= from) {
      leftSide.length = rightSide.length = 0
      continue
    }
    const margin = CORRIDOR_MARGIN * (to - from)
    leftSide.push([from - margin, row])
    rightSide.push([to + margin, row])
  }
  if (leftSide.length < 2) return null
  return { polygon: [...leftSide, ...rightSide.reverse()], confidence: 1 }
}

/**
 * On a flat road the width of a lane grows evenly from row to row, in bends too: a straight line through the rows at
 * which both boundaries are labelled. It tells the far end of a dashed boundary from the solid one beside it.
 */
function widthByRow(left: RowLine, right: RowLine, top: number): { at: (row: number) => number; vanishes: number } {
  const bottom = Math.max(Math.min(left.rows.at(-1)!, right.rows.at(-1)!), top + SHORTEST)
  const [far, near] = [top, bottom].map((row) => xAt(right, row) - xAt(left, row)) as [number, number]
  const slope = (near - far) / (bottom - top)
  return { at: (row) => far + slope * (row - top), vanishes: slope > 0 ? top - far / slope : top }
}

function rowLine(line: LaneLine): RowLine | null {
  const points = line.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)).sort((a, b) => a[1] - b[1])
  const rows: number[] = []
  const xs: number[] = []
  for (const [x, y] of points) {
    if (rows.length > 0 && y - rows.at(-1)! < 1e-6) continue
    rows.push(y)
    xs.push(x)
  }
  if (rows.length < 2 || rows.at(-1)! - rows[0]! < SHORTEST) return null
  const near = { rows, xs, foot: 0 }
  near.foot = xAt(near, 1)
  return near
}

/** Linear between the points; below the lowest one it goes on as over the last fifth of the line. */
function xAt({ rows, xs }: Pick<RowLine, 'rows' | 'xs'>, row: number): number {
  const last = rows.length - 1
  if (row >= rows[last]!) {
    const back = rows[last]! - (rows[last]! - rows[0]!) / 5
    const from = Math.max(
      0,
      Math.min(
        last - 1,
        rows.findLastIndex((y) => y <= back)
      )
    )
    const slope = (xs[last]! - xs[from]!) / (rows[last]! - rows[from]!)
    return xs[last]! + (row - rows[last]!) * slope
  }
  const above = Math.max(
    0,
    rows.findLastIndex((y) => y <= row)
  )
  const part = (row - rows[above]!) / (rows[above + 1]! - rows[above]!)
  return xs[above]! + (xs[above + 1]! - xs[above]!) * Math.max(0, part)
}
