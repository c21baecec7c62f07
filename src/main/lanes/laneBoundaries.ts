import { meanAroundPeak } from './roadOverDrive.ts'
import { smoothOnGrid } from './gridSmoother.ts'
import { depthOf, FARTHEST, lateralOf, type PaintPoints, type RoadShape } from './roadShape.ts'

/** The two boundaries of the ego lane, as lateral places on the road's shape (picture widths at the bottom). */
export interface LaneBoundaries {
  left: number
  right: number
  /** 0..1 */
  confidence: number
}

/** Lateral places from -RANGE to RANGE; the axis (0) is where the camera is. */
const RANGE = 1.5
const STEP = 0.025
const PLACES = 2 * Math.round(RANGE / STEP) + 1
/** A left boundary may lie this far to the right of the camera, and the other way round: the car is on the line. */
const OVER_THE_LINE = 0.25
const SIDE = Math.round((RANGE + OVER_THE_LINE) / STEP) + 1
const FIRST_RIGHT = PLACES - SIDE
const NARROWEST = 0.2

/** Nats for paint along a boundary; what can be had at most, and what visible road without paint costs. */
const MOST = 1.8
const LEAST = -0.7
const NO_PAINT = 0.03
/** Paint between the boundaries speaks against them, by this part of what it would give a boundary. */
const INNER_PAINT = 1
/** Less than this much of the road (sum of t over scanned rows) in the picture says nothing of a place. */
const LEAST_VISIBLE = 3
/** From so many nats on a boundary is plain to see. */
const CLEAR_PAINT = 0.5
/** Dashes pass by within this time. */
const PASSING_SECONDS = 0.5
/** What 'unknown' gains a frame: lanes must explain the paint better than this. */
const UNKNOWN = 1.2
/** The prior of widths and of the place within the lane holds in every frame, not only where a track starts. */
const PRIOR_TRUST = 0.25
const INDEPENDENT_RATE = 5
const LEARNING_FRAMES = 3000

/** Widths of lanes before anything is known of the drive: log-normal, in camera heights. */
const WIDTH = { median: 2.7, spread: 0.45 }

/**
 * The ego lane's boundaries in every frame, from all frames: where paint lies along the road's shape, tracked over
 * time in both directions. The width of the lanes is learnt from the drive itself, so that one visible boundary
 * tells where the other must be. Confidence is the probability that the boundaries are where they are said to be.
 *
 * @param aspect height / width of the picture
 */
export function laneBoundaries(
  points: readonly (PaintPoints | null)[],
  shapes: readonly RoadShape[],
  aspect: number,
  rate: number
): LaneBoundaries[] {
  const trust = Math.min(1, INDEPENDENT_RATE / rate)
  const nats = paintNats(points, shapes, rate)
  const prior = widthPrior(aspect, shapes)
  const widths = new Float32Array(2 * SIDE)
  track(nats.slice(0, LEARNING_FRAMES), startOf(prior), trust, rate, (posterior, frame) => addWidths(posterior, nats[frame] ?? null, widths))
  const found: LaneBoundaries[] = []
  track(nats, startOf(learntPrior(widths, prior)), trust, rate, (posterior) => { const q = readOff(posterior); if (process.env.DEBUG_L && found.length % +process.env.DEBUG_L === 0) { const n = nats[found.length]; const at = (v: number) => n ? n[Math.round((v + RANGE) / STEP)]!.toFixed(1) : '-'; console.log(found.length, 'L', q.left.toFixed(2), at(q.left), 'R', q.right.toFixed(2), at(q.right), 'unk', posterior[SIDE * SIDE]!.toFixed(2), 'conf', q.confidence.toFixed(2), 'shape', JSON.stringify(shapes[found.length])) } found.push(q) })
  return found
}

function track(
  nats: readonly (Float32Array | null)[],
  start: Float32Array,
  trust: number,
  rate: number,
  receive: (posterior: Float32Array, frame: number) => unknown
): void {
  const logStart = start.map((value) => Math.log(Math.max(value, 1e-12) * SIDE * SIDE))
  const evidence = (frame: number, out: Float32Array): void => {
    const paint = nats[frame]
    if (paint) likelihoods(paint, logStart, trust, out)
    else out.fill(0)
  }
  smoothOnGrid(
    { dims: [SIDE, SIDE], drift: [20 / rate, 20 / rate], lose: 0.4 / rate, find: 1 / rate, start, evidence },
    nats.length,
    (frame, posterior) => receive(posterior, frame)
  )
}

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
function paintNats(
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
    now[i]! < LEAST_VISIBLE ? 0 : Math.min(MOST, Math.max(LEAST, Math.log((part + NO_PAINT) / (anywhere + NO_PAINT))))
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

/** Log-likelihood of each pair of boundaries. */
function likelihoods(paint: Float32Array, logStart: Float32Array, trust: number, out: Float32Array): void {
  for (let l = 0; l < SIDE; l++) {
    let inner = 0
    let reached = l
    for (let r = 0; r < SIDE; r++) {
      const right = FIRST_RIGHT + r
      const width = right - l
      const cell = l * SIDE + r
      if (width * STEP < NARROWEST) {
        out[cell] = -30
        continue
      }
      // The paint of a double line belongs to the boundary: the outer sixths do not count as inside.
      const edge = Math.max(2, Math.floor(width / 6))
      if (reached < l + edge) reached = l + edge
      for (; reached <= right - edge; reached++) inner = Math.max(inner, paint[reached]!)
      out[cell] = trust * (paint[l]! + paint[right]! - INNER_PAINT * inner) + PRIOR_TRUST * trust * Math.max(-6, logStart[cell]!)
    }
  }
  out[SIDE * SIDE] = trust * UNKNOWN
}

/** Log-normal prior of widths, by cells. */
function widthPrior(aspect: number, shapes: readonly RoadShape[]): Float32Array {
  // A lateral place in camera heights is the same number in pixels at the bottom over pixels below the horizon.
  const horizon = shapes[shapes.length >> 1]!.horizon
  const cameraHeights = 1 / (aspect * (1 - horizon))
  const prior = new Float32Array(2 * SIDE)
  for (let width = 0; width < prior.length; width++) {
    if (width * STEP < NARROWEST) continue
    const off = Math.log((width * STEP * cameraHeights) / WIDTH.median) / WIDTH.spread
    prior[width] = Math.exp(-0.5 * off * off)
  }
  return prior
}

/** Probability of each pair of boundaries where a track starts: the width's, and the camera within the lane. */
function startOf(widths: Float32Array): Float32Array {
  const start = new Float32Array(SIDE * SIDE)
  let sum = 0
  for (let l = 0; l < SIDE; l++)
    for (let r = 0; r < SIDE; r++) {
      const width = FIRST_RIGHT + r - l
      if (width <= 0) continue
      const middle = ((l + FIRST_RIGHT + r) / 2) * STEP - RANGE
      // Half a lane off the middle the other lane is as near.
      const off = middle / (0.27 * width * STEP)
      const value = widths[width]! * Math.exp(-0.5 * off * off)
      start[l * SIDE + r] = value
      sum += value
    }
  for (let i = 0; i < start.length; i++) start[i] = start[i]! / sum
  return start
}

/** Only frames that show both boundaries tell how wide lanes are. */
function addWidths(posterior: Float32Array, paint: Float32Array | null, widths: Float32Array): void {
  if (!paint) return
  for (let l = 0; l < SIDE; l++) {
    if (paint[l]! < CLEAR_PAINT) continue
    for (let r = 0; r < SIDE; r++) {
      const width = FIRST_RIGHT + r - l
      if (width > 0 && paint[FIRST_RIGHT + r]! >= CLEAR_PAINT) widths[width]! += posterior[l * SIDE + r]!
    }
  }
}

/** What the drive showed, widened a little; where it showed nothing the first prior stays. */
function learntPrior(widths: Float32Array, base: Float32Array): Float32Array {
  const seen = widths.reduce((sum, value) => sum + value, 0)
  const whole = base.reduce((sum, value) => sum + value, 0)
  return base.map((value, i) => {
    let near = 0
    for (let d = -2; d <= 2; d++) near += (widths[i + d] ?? 0) * (3 - Math.abs(d))
    return near / 9 / (seen + 5) + (0.05 + 5 / (seen + 5)) * (value / whole)
  })
}

/** The likeliest boundaries, and how likely it is that the truth lies within a tenth of the lane's width of them. */
function readOff(posterior: Float32Array): LaneBoundaries {
  const [l, r] = meanAroundPeak(posterior, [SIDE, SIDE], 2) as [number, number]
  const width = FIRST_RIGHT + r - l
  const reach = 0.1 * width
  let near = 0
  for (let i = Math.max(0, Math.ceil(l - reach)); i <= Math.min(SIDE - 1, l + reach); i++)
    for (let j = Math.max(0, Math.ceil(r - reach)); j <= Math.min(SIDE - 1, r + reach); j++)
      near += posterior[i * SIDE + j]!
  return { left: l * STEP - RANGE, right: (FIRST_RIGHT + r) * STEP - RANGE, confidence: Math.min(1, near) }
}

