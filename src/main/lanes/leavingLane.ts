import type { LaneRegion } from '../../shared/lanes.ts'
import { rowSpan } from './rowSpan.ts'

/** A region that is less sure does not tell where in its lane the car is. */
const LEAST_CONFIDENCE = 0.25

/** The place is taken near the lower end of the region, at this part of its height. */
const ROW = 0.15

/**
 * A car that moves sideways by this part of its region's width within a second, some half a metre in a lane of 3.5
 * metres, leaves its lane as likely as not. One that keeps it, in a bend too, moves by a tenth of that or two.
 */
const LEAVING = 0.12
const SECONDS = 1

/** Where the car is in its lane: 0 at the left side of the region, 1 at the right. NaN where that is not known. */
export function placeInLane(region: LaneRegion | null): number {
  if (!region || region.confidence < LEAST_CONFIDENCE) return NaN
  const { polygon } = region
  const rows = polygon.map(([, y]) => y)
  const bottom = Math.min(1, Math.max(...rows))
  const [left, right] = rowSpan(polygon, bottom - ROW * (bottom - Math.min(...rows))) ?? [NaN, NaN]
  return right > left ? (0.5 - left) / (right - left) : NaN
}

/**
 * How likely the car is leaving its lane, 0..1, one a frame: how far it has moved sideways in the second before.
 * @param places see placeInLane
 * @param times seconds, one a frame, not falling
 */
export function leavingOver(places: ArrayLike<number>, times: ArrayLike<number>): Float32Array {
  const leaving = new Float32Array(places.length)
  for (let frame = 0; frame < places.length; frame++) {
    let moved = 0
    for (let i = frame - 1; i >= 0 && times[frame]! - times[i]! <= SECONDS; i--)
      moved = Math.max(moved, Math.abs(places[frame]! - places[i]!) || 0)
    leaving[frame] = Math.min(1, moved / (2 * LEAVING))
  }
  return leaving
}
