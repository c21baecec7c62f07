import { smoothOnGrid } from './gridSmoother.ts'
import { BEND_STEPS, bendOf, createSharpness, type PaintPoints, type RoadShape, weighedByDepth, wholeWeight } from './roadShape.ts'

/** Rows, in picture heights, at which the horizon of a drive is looked for. */
const HORIZON = { from: 0.2, to: 0.68, step: 0.02 }
const HEADING = { limit: 0.66, step: 0.033 }
const HEADINGS = 2 * Math.round(HEADING.limit / HEADING.step) + 1
const BENDS = 2 * BEND_STEPS + 1
const SAMPLED_FRAMES = 40

/** The fine search around the coarse shape: cells to either side, and their size. */
const FINE = {
  horizon: { steps: 4, size: 0.009 },
  heading: { steps: 4, size: 0.009 },
  bend: { steps: 2, size: 0.5 }
}

/** Cameras look along the road on the whole: lines of one direction alone do not tell the horizon, this does. */
const FORWARD_PRIOR = 1.5

/** Paint below a horizon must be gathered to this part to speak for it. */
const UNEXPLAINED = 0.3

/** Nats for one unit of sharpness, and how many frames a second count as independent of each other. */
const TRUST = 1.6
const INDEPENDENT_RATE = 6

/** A frame's shape is unsure: it is drawn to the horizon of the drive and to straight by so much (nats a step squared). */
const HORIZON_PRIOR = 0.08
const BEND_PRIOR = 0.06

/**
 * The shape of the road in every frame: first the horizon of the drive (where the lines of a sample of frames
 * meet best), then heading and bend of each frame on a coarse grid smoothed over time, then a fine grid around it
 * that also follows the pitch of the car.
 *
 * @param rate frames a second
 * @returns null where the drive shows no paint at all
 */
export function roadOverDrive(points: readonly (PaintPoints | null)[], rate: number): RoadShape[] | null {
  const horizon = horizonOfDrive(points)
  if (horizon === null) return null
  const weighed = points.map((frame) => frame && weighedByDepth(frame, horizon))
  const whole = weighed.map((frame) => (frame ? wholeWeight(frame) : 0))
  const trust = TRUST * Math.min(1, INDEPENDENT_RATE / rate)
  const coarse = coarseShapes(weighed, whole, horizon, trust, rate)
  return fineShapes(weighed, whole, coarse, trust, rate)
}

function horizonOfDrive(points: readonly (PaintPoints | null)[]): number | null {
  const known = points.filter((frame) => frame !== null && frame.x.length > 0)
  if (known.length === 0) return null
  const stride = Math.max(1, Math.floor(known.length / SAMPLED_FRAMES))
  const sample = known.filter((_, i) => i % stride === 0).map((frame) => weighedByDepth(frame!, HORIZON.from))
  const whole = sample.reduce((sum, frame) => sum + wholeWeight(frame), 0)
  const explain = createExplanation()
  let best = { horizon: HORIZON.from, total: -Infinity }
  for (let horizon = HORIZON.from; horizon <= HORIZON.to; horizon += HORIZON.step) {
    const explained = sample.map((frame) => explain(frame, horizon))
    const heading = explained.reduce((sum, frame) => sum + frame.heading, 0) / sample.length
    const gain = explained.reduce((sum, frame) => sum + frame.gain, 0)
    const total = gain - FORWARD_PRIOR * heading * heading * whole
    if (process.env.DEBUG_H) console.log(horizon.toFixed(2), total.toFixed(2))
    if (total > best.total) best = { horizon, total }
  }
  return best.horizon
}

/** How well the best road with a given horizon explains a frame: what it gathers, less what it leaves unexplained. */
function createExplanation(): (points: PaintPoints, horizon: number) => { gain: number; heading: number } {
  const coarse = createSharpness(0.04)
  const fine = createSharpness(0.016)
  return (points, horizon) => {
    const whole = wholeWeight(points)
    let best = { horizon, heading: 0, bend: 0 }
    let sharpest = -1
    eachCoarseShape(horizon, (shape, cell) => {
      const value = coarse(points, shape, whole)
      if (value <= sharpest) return
      sharpest = value
      best = { ...shape, bend: (cell % BENDS) - BEND_STEPS }
    })
    sharpest = -1
    for (const size of [0.5, 0.25, 0.12]) {
      for (let moved = true; moved; ) {
        moved = false
        for (const [heading, bend] of [[-1, 0], [1, 0], [0, -1], [0, 1], [0, 0]] as const) {
          const tried = { ...best, heading: best.heading + heading * size * HEADING.step, bend: best.bend + bend * size }
          const value = fine(points, { ...tried, bend: bendOf(tried.bend) }, whole)
          if (value <= sharpest) continue
          sharpest = value
          best = tried
          moved = true
        }
      }
    }
    let below = 0
    for (let i = 0; i < points.x.length; i++) if (points.y[i]! > horizon) below += points.weight[i]!
    return { gain: sharpest - UNEXPLAINED * below, heading: best.heading }
  }
}

function eachCoarseShape(horizon: number, visit: (shape: RoadShape, cell: number) => void): void {
  const shape: RoadShape = { horizon, heading: 0, bend: 0 }
  for (let h = 0; h < HEADINGS; h++)
    for (let b = 0; b < BENDS; b++) {
      shape.heading = h * HEADING.step - HEADING.limit
      shape.bend = bendOf(b - BEND_STEPS)
      visit(shape, h * BENDS + b)
    }
}

function coarseShapes(
  points: readonly (PaintPoints | null)[],
  whole: readonly number[],
  horizon: number,
  trust: number,
  rate: number
): RoadShape[] {
  const cells = HEADINGS * BENDS
  const sharpness = createSharpness(0.04)
  const shapes: RoadShape[] = []
  const evidence = (frame: number, out: Float32Array): void => {
    out.fill(0)
    out[cells] = -50
    const paint = points[frame]
    if (!paint) return
    eachCoarseShape(horizon, (shape, cell) => {
      const bend = (cell % BENDS) - BEND_STEPS
      out[cell] = trust * (sharpness(paint, shape, whole[frame]!) - BEND_PRIOR * bend * bend)
    })
  }
  smoothOnGrid(
    {
      dims: [HEADINGS, BENDS],
      drift: [60 / rate, 12 / rate],
      lose: 0.002,
      find: 0.5,
      start: new Float32Array(cells).fill(1 / cells),
      evidence
    },
    points.length,
    (_, posterior) => {
      const [heading, bend] = meanAroundPeak(posterior, [HEADINGS, BENDS])
      shapes.push({ horizon, heading: heading! * HEADING.step - HEADING.limit, bend: bend! - BEND_STEPS })
    }
  )
  return shapes
}

/** `coarse` holds bends in steps: the fine grid is laid around them in the same measure. */
function fineShapes(
  points: readonly (PaintPoints | null)[],
  whole: readonly number[],
  coarse: readonly RoadShape[],
  trust: number,
  rate: number
): RoadShape[] {
  const dims = [FINE.horizon.steps, FINE.heading.steps, FINE.bend.steps].map((steps) => 2 * steps + 1)
  const cells = dims[0]! * dims[1]! * dims[2]!
  const sharpness = createSharpness(0.012)
  const shapes: RoadShape[] = []
  const shapeAt = (centre: RoadShape, h: number, g: number, b: number): RoadShape => ({
    horizon: centre.horizon + (h - FINE.horizon.steps) * FINE.horizon.size,
    heading: centre.heading + (g - FINE.heading.steps) * FINE.heading.size,
    bend: bendOf(centre.bend + (b - FINE.bend.steps) * FINE.bend.size)
  })
  const evidence = (frame: number, out: Float32Array): void => {
    out.fill(0)
    out[cells] = -50
    const paint = points[frame]
    if (!paint) return
    let cell = 0
    for (let h = 0; h < dims[0]!; h++)
      for (let g = 0; g < dims[1]!; g++)
        for (let b = 0; b < dims[2]!; b++) {
          const off = h - FINE.horizon.steps
          const value = sharpness(paint, shapeAt(coarse[frame]!, h, g, b), whole[frame]!)
          out[cell++] = trust * (2 * value - HORIZON_PRIOR * off * off)
        }
  }
  smoothOnGrid(
    {
      dims,
      drift: [30 / rate, 40 / rate, 5 / rate],
      lose: 0.002,
      find: 0.5,
      start: new Float32Array(cells).fill(1 / cells),
      evidence
    },
    points.length,
    (frame, posterior) => {
      const [h, g, b] = meanAroundPeak(posterior, dims)
      shapes.push(shapeAt(coarse[frame]!, h!, g!, b!))
    }
  )
  return shapes
}

/** The posterior's mean over the cells next to its highest cell, in cells along each axis. */
export function meanAroundPeak(posterior: Float32Array, dims: readonly number[], reach = 1): number[] {
  const cells = posterior.length - 1
  let peak = 0
  for (let i = 1; i < cells; i++) if (posterior[i]! > posterior[peak]!) peak = i
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1))
  const coordinate = (cell: number, axis: number): number => Math.floor(cell / strides[axis]!) % dims[axis]!
  const sums = dims.map(() => 0)
  let mass = 0
  const visit = (axis: number, cell: number): void => {
    if (axis === dims.length) {
      mass += posterior[cell]!
      for (let a = 0; a < dims.length; a++) sums[a]! += posterior[cell]! * coordinate(cell, a)
      return
    }
    const here = coordinate(peak, axis)
    for (let c = Math.max(0, here - reach); c <= Math.min(dims[axis]! - 1, here + reach); c++)
      visit(axis + 1, cell + (c - here) * strides[axis]!)
  }
  visit(0, peak)
  return sums.map((sum) => sum / mass)
}
