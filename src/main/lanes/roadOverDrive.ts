import { BENDS, coarseRoad, createCoarseSharpness, eachCoarseRoad, HEADINGS } from './coarseRoads.ts'
import { meanAroundPeak, smoothOnGrid, type SmoothingStep } from './gridSmoother.ts'
import { horizonOfDrive } from './horizon.ts'
import type { Looks } from './heldLooks.ts'
import { bendOf, createSharpness, type PaintPoints, type RoadShape, weighedByDepth } from './roadShape.ts'

/** The fine grid around the coarse road: cells to either side, and their size. */
const FINE = {
  horizon: { steps: 3, size: 0.011 },
  heading: { steps: 3, size: 0.011 },
  bend: { steps: 2, size: 0.5 }
}
const FINE_PLACE = 0.012

/** Nats for one unit of sharpness, and how many frames a second count as independent of each other. */
const COARSE_TRUST = 4
const FINE_TRUST = 6
const INDEPENDENT_RATE = 10

/** Without paint a road is straight, and its horizon that of the drive: nats for a step squared. */
const BEND_PRIOR = 0.05
const HORIZON_PRIOR = 0.15

/**
 * How fast roads change: variance a second, in cells squared. A heading that may change faster follows whatever lies about
 * where markings cease.
 */
const COARSE_DRIFT = { heading: 8, bend: 12 }
const FINE_DRIFT = { horizon: 20, heading: 25, bend: 5 }

export interface RoadOverDrive {
  /** One a frame. */
  shapes: RoadShape[]
  /** 0..1: whether the drive shows a road's perspective at all. */
  certainty: number
}

/**
 * The shape of the road in every frame: first the horizon of the drive, then heading and bend of each frame on a
 * coarse grid smoothed over time, then a fine grid around it that also follows the pitch of the car.
 *
 * @returns null where the drive shows no paint at all
 */
export function* roadOverDrive({ points, ...time }: Looks): Generator<SmoothingStep, RoadOverDrive | null> {
  const horizon = horizonOfDrive(points)
  if (!horizon) return null
  const weighed = points.map((frame) => frame && weighedByDepth(frame, horizon.row))
  const looks = { points: weighed, ...time }
  const coarse = yield* coarseRoads(looks, horizon.row)
  return { shapes: yield* fineShapes(looks, coarse, horizon.row), certainty: horizon.certainty }
}

interface CoarseRoad {
  heading: number
  bendStep: number
}

function* coarseRoads({ points, steps, rate }: Looks, horizon: number): Generator<SmoothingStep, CoarseRoad[]> {
  const dims = [HEADINGS, BENDS]
  const trust = COARSE_TRUST * Math.min(1, INDEPENDENT_RATE / rate)
  const sharpness = createCoarseSharpness()
  const roads: CoarseRoad[] = []
  const evidence = (frame: number, out: Float32Array): void => {
    const paint = beginEvidence(points[frame]!, out)
    if (!paint) return
    sharpness.look(paint, horizon)
    eachCoarseRoad(sharpness, (value, h, b) => {
      out[h * BENDS + b] = trust * (value - BEND_PRIOR * coarseRoad(h, b).bendStep ** 2)
    })
  }
  const drift = [COARSE_DRIFT.heading / rate, COARSE_DRIFT.bend / rate]
  const model = { dims, drift, steps, ...restart(HEADINGS * BENDS), evidence }
  const smoothing = smoothOnGrid(model, points.length, (_, posterior) => {
    const [heading, bend] = meanAroundPeak(posterior, dims)
    roads.push(coarseRoad(heading!, bend!))
  })
  for (const done of smoothing) yield { pass: 'direction', done }
  return roads
}

function* fineShapes(
  { points, steps, rate }: Looks,
  coarse: readonly CoarseRoad[],
  horizon: number
): Generator<SmoothingStep, RoadShape[]> {
  const dims = [FINE.horizon.steps, FINE.heading.steps, FINE.bend.steps].map((count) => 2 * count + 1)
  const [horizons, headings, bends] = dims as [number, number, number]
  const trust = FINE_TRUST * Math.min(1, INDEPENDENT_RATE / rate)
  const sharpness = createSharpness(FINE_PLACE)
  const shapes: RoadShape[] = []
  const shapeAt = ({ heading, bendStep }: CoarseRoad, h: number, g: number, b: number): RoadShape => ({
    horizon: horizon + (h - FINE.horizon.steps) * FINE.horizon.size,
    heading: heading + (g - FINE.heading.steps) * FINE.heading.size,
    bend: bendOf(bendStep + (b - FINE.bend.steps) * FINE.bend.size)
  })
  const evidence = (frame: number, out: Float32Array): void => {
    const paint = beginEvidence(points[frame]!, out)
    if (!paint) return
    let cell = 0
    for (let h = 0; h < horizons; h++) {
      sharpness.look(paint, shapeAt(coarse[frame]!, h, 0, 0).horizon)
      const prior = HORIZON_PRIOR * (h - FINE.horizon.steps) ** 2
      for (let g = 0; g < headings; g++)
        for (let b = 0; b < bends; b++) {
          const shape = shapeAt(coarse[frame]!, h, g, b)
          out[cell++] = trust * (sharpness.of(shape.heading, shape.bend) - prior)
        }
    }
  }
  const drift = [FINE_DRIFT.horizon / rate, FINE_DRIFT.heading / rate, FINE_DRIFT.bend / rate]
  const model = { dims, drift, steps, ...restart(horizons * headings * bends), evidence }
  const smoothing = smoothOnGrid(model, points.length, (frame, posterior) => {
    const [h, g, b] = meanAroundPeak(posterior, dims)
    shapes.push(shapeAt(coarse[frame]!, h!, g!, b!))
  })
  for (const done of smoothing) yield { pass: 'shape', done }
  return shapes
}

/** There always is a road: 'unknown' gets no evidence, and a frame without a picture none at all. */
function beginEvidence(paint: PaintPoints | null, out: Float32Array): PaintPoints | null {
  out.fill(0)
  out[out.length - 1] = NEVER
  return paint
}
const NEVER = -50

/** Where nothing ties a frame to the one before (a cut), the road starts anew anywhere. */
function restart(cells: number): { lose: number; find: number; start: Float32Array } {
  return { lose: 0.002, find: 0.5, start: new Float32Array(cells).fill(1 / cells) }
}
