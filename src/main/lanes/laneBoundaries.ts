import { meanAroundPeak, smoothOnGrid, type SmoothingStep } from './gridSmoother.ts'
import type { Looks } from './heldLooks.ts'
import { learntWidths, typicalWidths } from './laneWidths.ts'
import { lateralOfPlace, paintNats, PLACES, STEP } from './lateralPaint.ts'
import { createRangeMax } from './rangeMax.ts'
import type { RoadShape } from './roadShape.ts'

/** The two boundaries of the ego lane, as lateral places on the road's shape (picture widths at the bottom). */
export interface LaneBoundaries {
  left: number
  right: number
  /** 0..1 */
  confidence: number
}

/** A left boundary may lie this far to the right of the camera, and the other way round: the car is on the line. */
const OVER_THE_LINE = 0.25
/** Places for the left boundary are 0..SIDE-1, for the right one FIRST_RIGHT..PLACES-1; a state is one of each. */
const SIDE = (PLACES + 1) / 2 + Math.round(OVER_THE_LINE / STEP)
const FIRST_RIGHT = PLACES - SIDE

/** Paint between the boundaries speaks against them, by this part of what it would give a boundary. */
const INNER_PAINT = 1
/** The paint of a double line belongs to the boundary: this part of the lane at each side is not between. */
const EDGE = 1 / 6
/** And so many places, over which the paint of the boundary itself is spread. */
const LEAST_EDGE = 3
/** From so many nats on a boundary is plain to see. */
const CLEAR_PAINT = 0.5
/** What 'unknown' gains a frame: lanes must explain the paint better than this. */
const UNKNOWN = 0.22
/** The camera's distance from the middle of its lane, standard deviation in lane widths. */
const WITHIN_LANE = 0.27
/**
 * The prior of widths and of the place within the lane holds in every frame, not only where a track starts: lanes keep
 * their width. Its peak alone counts for less, or a road without paint would have lanes by the prior.
 */
const PRIOR_TRUST = 1
const PEAK_TRUST = 0.44
const LEAST_PRIOR = -6
/** Frames a second that count as independent of each other. */
const INDEPENDENT_RATE = 10
/** A second: drift of a boundary (variance in places), probability to lose the lane and to find it. */
const DRIFT = 40
const LOSE = 0.5
const FIND = 1
/** The width of lanes is learnt from stretches of so many frames, so many of them, spread over the drive. */
const LEARNING = { frames: 125, stretches: 6 }

/**
 * The ego lane's boundaries in every frame, from all frames: where paint lies along the road's shape, tracked over
 * time in both directions. The width of the lanes is learnt from the drive itself, so that one visible boundary
 * tells where the other must be. Confidence is the probability that the boundaries are where they are said to be.
 *
 * @param aspect height / width of the picture
 */
export function* laneBoundaries(
  { points, steps, rate }: Looks,
  shapes: readonly RoadShape[],
  aspect: number
): Generator<SmoothingStep, LaneBoundaries[]> {
  const nats = paintNats(points, shapes, rate)
  // A picture width at the bottom, over the pixels between there and the horizon, is a distance in camera heights.
  const typical = typicalWidths(2 * SIDE, 1 / (aspect * (1 - shapes[shapes.length >> 1]!.horizon)))
  const seen = new Float32Array(2 * SIDE)
  const sample = stretchesOf(nats.map((paint, look) => ({ paint, steps: steps(look) })))
  const sampled = { nats: sample.map(({ paint }) => paint), steps: (look: number) => sample[look]!.steps, rate }
  const learning = track(sampled, startOf(typical), (look, posterior) =>
    addWidths(posterior, sample[look]!.paint, seen)
  )
  for (const _ of learning) yield { pass: 'boundaries', done: 0 }
  const found: LaneBoundaries[] = []
  const tracking = track({ nats, steps, rate }, startOf(learntWidths(seen, typical)), (_, posterior) =>
    found.push(readOff(posterior))
  )
  for (const done of tracking) yield { pass: 'boundaries', done }
  return found
}

function stretchesOf<T>(frames: readonly T[]): T[] {
  const every = Math.max(1, Math.floor(frames.length / (LEARNING.frames * LEARNING.stretches)))
  return frames.filter((_, frame) => Math.floor(frame / LEARNING.frames) % every === 0)
}

function track(
  { nats, steps, rate }: Pick<Looks, 'steps' | 'rate'> & { nats: readonly (Float32Array | null)[] },
  start: Float32Array,
  receive: (frame: number, posterior: Float32Array) => unknown
): Generator<number, void> {
  const trust = Math.min(1, INDEPENDENT_RATE / rate)
  const drift = DRIFT / rate
  const logStart = start.map((value) => (value > 0 ? Math.max(LEAST_PRIOR, Math.log(value * SIDE * SIDE)) : -Infinity))
  const peak = logStart.reduce((a, b) => Math.max(a, b))
  const prior = logStart.map((value) => PRIOR_TRUST * (value - peak) + PEAK_TRUST * peak)
  const evidence = (frame: number, out: Float32Array): void => {
    const paint = nats[frame]
    if (paint) likelihoods(paint, prior, trust, out)
    else out.fill(0)
  }
  return smoothOnGrid(
    { dims: [SIDE, SIDE], drift: [drift, drift], steps, lose: LOSE / rate, find: FIND / rate, start, evidence },
    nats.length,
    receive
  )
}

/** Log-likelihood of each pair of boundaries, and of 'unknown'. */
function likelihoods(paint: Float32Array, prior: Float32Array, trust: number, out: Float32Array): void {
  out.fill(IMPOSSIBLE)
  between.fill(paint)
  for (let width = 2 * LEAST_EDGE; width < PLACES; width++) {
    const edge = Math.max(LEAST_EDGE, Math.floor(width * EDGE))
    const greatest = between.over(width - 2 * edge + 1)
    const last = Math.min(SIDE - 1, PLACES - 1 - width)
    for (let l = Math.max(0, FIRST_RIGHT - width); l <= last; l++) {
      const cell = l * SIDE + l + width - FIRST_RIGHT
      const left = paint[l]!
      const right = paint[l + width]!
      // One plain boundary does not make a lane: the weaker of the two counts most.
      const both = (left + right) / 2 + (left < right ? left : right)
      const inner = INNER_PAINT * Math.max(0, greatest(l + edge))
      out[cell] = Math.max(IMPOSSIBLE, trust * (both - inner + prior[cell]!))
    }
  }
  out[SIDE * SIDE] = trust * UNKNOWN
}

const between = createRangeMax(PLACES)
const IMPOSSIBLE = -30

/** Probability of each pair of boundaries where a track starts: the width's, and the camera within the lane. */
function startOf(widths: Float32Array): Float32Array {
  const start = new Float32Array(SIDE * SIDE)
  let sum = 0
  for (let l = 0; l < SIDE; l++)
    for (let r = 0; r < SIDE; r++) {
      const width = FIRST_RIGHT + r - l
      if (width <= 0) continue
      const middle = lateralOfPlace((l + FIRST_RIGHT + r) / 2)
      // Half a lane off the middle the other lane is as near.
      const off = middle / (WITHIN_LANE * width * STEP)
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

/** The likeliest boundaries, and how likely it is that the truth lies within a tenth of the lane's width of them. */
function readOff(posterior: Float32Array): LaneBoundaries {
  const [l, r] = meanAroundPeak(posterior, [SIDE, SIDE], 2) as [number, number]
  const width = FIRST_RIGHT + r - l
  const reach = 0.1 * width
  let near = 0
  for (let i = Math.max(0, Math.ceil(l - reach)); i <= Math.min(SIDE - 1, l + reach); i++)
    for (let j = Math.max(0, Math.ceil(r - reach)); j <= Math.min(SIDE - 1, r + reach); j++)
      near += posterior[i * SIDE + j]!
  return { left: lateralOfPlace(l), right: lateralOfPlace(FIRST_RIGHT + r), confidence: Math.min(1, near) }
}
