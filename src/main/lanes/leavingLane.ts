import type { LaneRegion } from '../../shared/lanes.ts'
import { TOLERANCE } from './lossCues.ts'
import { rowSpan } from './rowSpan.ts'

/** A region that is less sure does not tell where in its lane the car is. */
const LEAST_CONFIDENCE = 0.45

/** The place is taken near the lower end of the region, at this part of its height. */
const ROW = 0.15

/**
 * A car that moves sideways by this part of its region's width within a second, some half a metre in a lane of 3.5
 * metres, leaves its lane as likely as not. One that keeps it, in a bend too, moves by a tenth of that or two.
 */
const LEAVING = 0.12
const SECONDS = 1
/** Frames of that second are compared with this many at least, whatever the frame rate. */
const COMPARED = 10

/** A side that is no farther within the picture, or outside of it, may be cut off at its border. */
const AT_BORDER = 0.005

/** The sides of a lane where the car is, in picture widths; NaN for a side that is not known. */
export interface LaneSides {
  left: number
  right: number
}

const nowhere: LaneSides = { left: NaN, right: NaN }

/** Where the sides of its lane are, as seen from the car. */
export function sidesOf(region: LaneRegion | null): LaneSides {
  if (!region || region.confidence < LEAST_CONFIDENCE) return nowhere
  const { polygon } = region
  const rows = polygon.map(([, y]) => y)
  const bottom = Math.min(1, Math.max(...rows))
  const span = rowSpan(polygon, bottom - ROW * (bottom - Math.min(...rows)))
  return span ? { left: span[0], right: span[1] } : nowhere
}

/**
 * How likely the car is leaving its lane, 0..1, one a frame: how far it has moved sideways in the second before, as a part
 * of a quarter of the lane's width. Both sides move by that; where one of them does, the lane grew or shrank, as where
 * markings begin or cease.
 * @param sides one a frame
 * @param times seconds, one a frame, not falling
 */
export function leavingOver(sides: readonly LaneSides[], times: ArrayLike<number>): Float32Array {
  const leaving = new Float32Array(sides.length)
  let from = 0
  for (let frame = 0; frame < sides.length; frame++) {
    while (times[frame]! - times[from]! > SECONDS + TOLERANCE && from < frame - 1) from++
    const step = Math.max(1, Math.floor((frame - from) / COMPARED))
    let moved = 0
    for (let i = from; i < frame; i += step) moved = Math.max(moved, movedBetween(sides[i]!, sides[frame]!) || 0)
    leaving[frame] = Math.min(1, moved / (2 * LEAVING))
  }
  return leaving
}

/** In widths of the lane; NaN where that is not known. Where the picture cuts one side off, the other one tells alone. */
function movedBetween(before: LaneSides, after: LaneSides): number {
  const width = (after.right - after.left + before.right - before.left) / 2
  const [left, right] = [after.left - before.left, after.right - before.right]
  if (!(width > 0)) return NaN
  const isCut = {
    left: Math.min(before.left, after.left) < AT_BORDER,
    right: Math.max(before.right, after.right) > 1 - AT_BORDER
  }
  if (isCut.left !== isCut.right) return Math.abs(isCut.left ? right : left) / width
  return left * right > 0 ? Math.min(Math.abs(left), Math.abs(right)) / width : 0
}
