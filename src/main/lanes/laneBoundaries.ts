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
const MOST = 2.6
const LEAST = -0.7
const NO_PAINT = 0.03
/** Paint between the boundaries speaks against them, by this part of what it would give a boundary. */
const INNER_PAINT = 0.8
/** What 'unknown' gains a frame: lanes must explain the paint better than this. */
const UNKNOWN = 1.1
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
  const base = startOf(widthPrior(aspect, shapes))
  const learning = points.slice(0, LEARNING_FRAMES)
  const widths = new Float32Array(2 * SIDE)
  track(learning, shapes, base, trust, rate, (posterior) => addWidths(posterior, widths))
  const found: LaneBoundaries[] = []
  track(points, shapes, startOf(learntPrior(widths, widthPrior(aspect, shapes))), trust, rate, (posterior) => {
    found.push(readOff(posterior))
  })
  return found
}

function track(
  points: readonly (PaintPoints | null)[],
  shapes: readonly RoadShape[],
  start: Float32Array,
  trust: number,
  rate: number,
  receive: (posterior: Float32Array) => void
): void {
  const profile = new Float32Array(PLACES)
  const logStart = start.map((value) => Math.log(Math.max(value, 1e-12) * SIDE * SIDE))
  const evidence = (frame: number, out: Float32Array): void => {
    out.fill(0)
    const paint = points[frame]
    if (!paint) return
    paintProfile(paint, shapes[frame]!, profile)
    likelihoods(profile, logStart, trust, out)
  }
  smoothOnGrid(
    { dims: [SIDE, SIDE], drift: [8 / rate, 8 / rate], lose: 0.4 / rate, find: 1 / rate, start, evidence },
    points.length,
    (_, posterior) => receive(posterior)
  )
}

/**
 * Nats for paint at each lateral place: the log of the painted part of the visible road there, against the part
 * that is painted anywhere. 0 where the place is not in the picture.
 */
function paintProfile(points: PaintPoints, shape: RoadShape, profile: Float32Array): void {
  const painted = new Float32Array(PLACES)
  for (let i = 0; i < points.x.length; i++) {
    const t = depthOf(shape, points.y[i]!)
    if (t < FARTHEST) continue
    const place = (lateralOf(shape, points.x[i]!, t) + RANGE) / STEP
    const bin = Math.floor(place)
    if (bin < 1 || bin >= PLACES - 2) continue
    // Presence counts more than how bright it is; far rows less, for there an error of x is an error of place.
    const weight = Math.min(1, 1.6 * points.weight[i]!) * t
    const part = place - bin
    painted[bin - 1]! += weight * (1 - part) * 0.5
    painted[bin]! += weight * (1 - part * 0.5)
    painted[bin + 1]! += weight * (0.5 + part * 0.5)
    painted[bin + 2]! += weight * part * 0.5
  }
  const visible = visibleRoad(shape, points.rowStep)
  let sum = 0
  let count = 0
  for (let i = 0; i < PLACES; i++) {
    if (visible[i]! < 3) continue
    painted[i] = Math.min(1, painted[i]! / visible[i]!)
    sum += painted[i]!
    count++
  }
  const anywhere = count > 0 ? sum / count : 0
  for (let i = 0; i < PLACES; i++)
    profile[i] =
      visible[i]! < 3
        ? 0
        : Math.min(MOST, Math.max(LEAST, Math.log((painted[i]! + NO_PAINT) / (anywhere + NO_PAINT))))
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
function likelihoods(profile: Float32Array, logStart: Float32Array, trust: number, out: Float32Array): void {
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
      for (; reached <= right - edge; reached++) inner = Math.max(inner, profile[reached]!)
      out[cell] = trust * (profile[l]! + profile[right]! - INNER_PAINT * inner) + PRIOR_TRUST * trust * Math.max(-6, logStart[cell]!)
    }
  }
  out[SIDE * SIDE] = trust * UNKNOWN
}
const PRIOR_TRUST = 0.25

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

function addWidths(posterior: Float32Array, widths: Float32Array): void {
  for (let l = 0; l < SIDE; l++)
    for (let r = 0; r < SIDE; r++) {
      const width = FIRST_RIGHT + r - l
      if (width > 0) widths[width]! += posterior[l * SIDE + r]!
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

