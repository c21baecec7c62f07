import { depthOf, FARTHEST, lateralOf, type PaintPoints, type RoadShape } from './roadShape.ts'

/** Lateral places from -RANGE to RANGE; the axis (0) is where the camera is. Picture widths at the bottom. */
const RANGE = 1.5
export const STEP = 0.025
export const PLACES = 2 * Math.round(RANGE / STEP) + 1

/** Where a place lies, from the axis. */
export function lateralOfPlace(place: number): number {
  return place * STEP - RANGE
}

/** Nats that a place can gain at most, and what visible road without paint costs. */
const MOST = 1.8
const LEAST = -0.7
const NO_PAINT = 0.06
/** Some place always has more paint than others. */
const CHANCE = 0.4
/** Less than this much of the road (sum of t over scanned rows) in the picture says nothing of a place. */
const LEAST_VISIBLE = 3
/** Dashes pass by within this time. */
const PASSING_SECONDS = 0.4

/** For one frame, by lateral place: how much paint there is, and how much road is in the picture. */
interface Profile {
  painted: Float32Array
  visible: Float32Array
}

function profileOf(points: PaintPoints, shape: RoadShape): Profile {
  const painted = new Float32Array(PLACES)
  for (let i = 0; i < points.x.length; i++) {
    const t = depthOf(shape, points.y[i]!)
    if (t < FARTHEST) continue
    const place = (lateralOf(shape, points.x[i]!, t) + RANGE) / STEP
    const bin = Math.floor(place)
    if (bin < 1 || bin >= PLACES - 2) continue
    // That there is paint counts more than how bright it is; far rows count less, for there an error of x is large.
    const weight = Math.min(1, 1.6 * points.strength[i]!) * t
    const part = place - bin
    painted[bin - 1]! += weight * (1 - part) * 0.5
    painted[bin]! += weight * (1 - part * 0.5)
    painted[bin + 1]! += weight * (0.5 + part * 0.5)
    painted[bin + 2]! += weight * part * 0.5
  }
  return { painted, visible: visibleRoad(shape, points.rowStep) }
}

/**
 * Nats for a boundary at each lateral place in each frame: the log of the painted part of the visible road there,
 * over the frames around (dashes pass by), against the part that is painted anywhere. 0 where the place is not in
 * the picture; null where there was no picture.
 */
export function paintNats(
  points: readonly (PaintPoints | null)[],
  shapes: readonly RoadShape[],
  rate: number
): (Float32Array | null)[] {
  const profiles = points.map((frame, i) => frame && profileOf(frame, shapes[i]!))
  const half = Math.round((PASSING_SECONDS / 2) * rate)
  const painted = new Float64Array(PLACES)
  const visible = new Float64Array(PLACES)
  const add = (profile: Profile | null | undefined, sign: number): void => {
    if (!profile) return
    for (let i = 0; i < PLACES; i++) {
      painted[i]! += sign * profile.painted[i]!
      visible[i]! += sign * profile.visible[i]!
    }
  }
  for (let i = 0; i < half; i++) add(profiles[i], 1)
  return profiles.map((profile, frame) => {
    add(profiles[frame + half], 1)
    add(profiles[frame - half - 1], -1)
    return profile && nats(painted, visible, profile)
  })
}

function nats(painted: Float64Array, visible: Float64Array, { visible: now }: Profile): Float32Array {
  const parts = new Float32Array(PLACES)
  let sum = 0
  let count = 0
  for (let i = 0; i < PLACES; i++) {
    if (now[i]! < LEAST_VISIBLE) continue
    parts[i] = Math.min(1, painted[i]! / visible[i]!)
    sum += parts[i]!
    count++
  }
  const anywhere = count > 0 ? sum / count : 0
  return parts.map((part, i) =>
    now[i]! < LEAST_VISIBLE
      ? 0
      : Math.min(MOST, Math.max(LEAST, Math.log((part + NO_PAINT) / (anywhere + NO_PAINT)) - CHANCE))
  )
}

/** Sum of the weights t of the scanned rows in which a lateral place is in the picture. */
function visibleRoad(shape: RoadShape, rowStep: number): Float32Array {
  const visible = new Float32Array(PLACES)
  for (let row = 1 - rowStep / 2; ; row -= rowStep) {
    const t = depthOf(shape, row)
    if (t < FARTHEST) return visible
    const from = Math.max(0, Math.ceil((lateralOf(shape, 0, t) + RANGE) / STEP))
    const to = Math.min(PLACES - 1, Math.floor((lateralOf(shape, 1, t) + RANGE) / STEP))
    for (let i = from; i <= to; i++) visible[i]! += t
  }
}
