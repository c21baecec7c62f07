import { COARSE_PLACE, coarseRoad, createCoarseSharpness, eachCoarseRoad, HEADING_STEP } from './coarseRoads.ts'
import { bendOf, createSharpness, type PaintPoints, weighedByDepth, wholeWeight } from './roadShape.ts'

/** Rows, in picture heights, at which the horizon of a drive is looked for. */
const ROWS = { from: 0.12, to: 0.68, step: 0.02 }
/** Cameras are mostly held so that the horizon is near the middle: a weak prior, for where paint says little. */
const USUAL = { row: 0.45, weight: 0.8 }
const SAMPLED_FRAMES = 40

/** Paint is weighed by its depth below this row while the horizon is not known. */
const NOMINAL_ROW = 0.2

/** Cameras look along the road on the whole: lines of one direction alone do not tell the horizon, this does. */
const FORWARD_PRIOR = 5

/** Paint below a horizon must be gathered to this part to speak for it. */
const UNEXPLAINED = 0.3

/** A horizon is plain where so many steps off it the lines explain so much less of the paint. */
const PLAIN = { steps: 6, from: 0.005, to: 0.02 }
/** Where no horizon is plain the lanes may still be, on the usual one. */
const LEAST_CERTAINTY = 0.6

export interface Horizon {
  /** In picture heights from the top. */
  row: number
  /** 0..1: how plainly the paint of the drive speaks for this row and against those above and below. */
  certainty: number
}

/**
 * The horizon of a drive: the row at which the lines of a sample of frames meet best.
 * @returns null where there is no paint
 */
export function horizonOfDrive(points: readonly (PaintPoints | null)[]): Horizon | null {
  const known = points.filter((frame) => frame !== null && frame.x.length > 0)
  const stride = Math.max(1, Math.floor(known.length / SAMPLED_FRAMES))
  const sample = known.filter((_, i) => i % stride === 0).map((frame) => weighedByDepth(frame!, NOMINAL_ROW))
  const whole = sample.reduce((sum, frame) => sum + wholeWeight(frame), 0)
  if (whole <= 0) return null
  const explain = createExplanation()
  const rowOf = (step: number): number => ROWS.from + step * ROWS.step
  const steps = Math.round((ROWS.to - ROWS.from) / ROWS.step)
  const totals = Array.from({ length: steps + 1 }, (_, step) => {
    const explained = sample.map((frame) => explain(frame, rowOf(step)))
    const heading = explained.reduce((sum, frame) => sum + frame.heading, 0) / sample.length
    const gain = explained.reduce((sum, frame) => sum + frame.gain, 0)
    return gain / whole - FORWARD_PRIOR * heading * heading
  })
  const likely = totals.map((total, step) => total - USUAL.weight * (rowOf(step) - USUAL.row) ** 2)
  const best = likely.indexOf(Math.max(...likely))
  // A best row at the end of the range is no peak: nothing is known of what lies beyond.
  const falls = [-PLAIN.steps, PLAIN.steps].map((off) => totals[best]! - (totals[best + off] ?? totals[best]!))
  const plain = Math.min(1, Math.max(0, (Math.min(...falls) - PLAIN.from) / (PLAIN.to - PLAIN.from)))
  return { row: rowOf(best), certainty: LEAST_CERTAINTY + (1 - LEAST_CERTAINTY) * plain }
}

const directions = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1]
] as const

/** How well the best road with a given horizon explains a frame: what it gathers, less what it leaves unexplained. */
function createExplanation(): (points: PaintPoints, horizon: number) => { gain: number; heading: number } {
  const coarse = createCoarseSharpness()
  const fine = createSharpness(COARSE_PLACE / 2.5)
  return (points, horizon) => {
    let best = { heading: 0, bendStep: 0 }
    let sharpest = -1
    coarse.look(points, horizon)
    eachCoarseRoad(coarse, (value, h, b) => {
      if (value <= sharpest) return
      sharpest = value
      best = coarseRoad(h, b)
    })
    fine.look(points, horizon)
    sharpest = fine.of(best.heading, bendOf(best.bendStep))
    for (const size of [0.5, 0.25, 0.12])
      for (let moved = true; moved;) {
        moved = false
        for (const [heading, bend] of directions) {
          const tried = { heading: best.heading + heading * size * HEADING_STEP, bendStep: best.bendStep + bend * size }
          const value = fine.of(tried.heading, bendOf(tried.bendStep))
          if (value <= sharpest) continue
          sharpest = value
          best = tried
          moved = true
        }
      }
    let below = 0
    for (let i = 0; i < points.x.length; i++) if (points.y[i]! > horizon) below += points.weight[i]!
    return { gain: sharpest - UNEXPLAINED * below, heading: best.heading }
  }
}
