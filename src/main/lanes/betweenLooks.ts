import type { LaneBoundaries } from './laneBoundaries.ts'
import type { RoadShape } from './roadShape.ts'

/**
 * The least looks a second: about ten, which is what the evaluation measures and what smoothing takes for independent of
 * each other. Less than ten, so that 29.97 frames a second get as many as 30.
 */
const LEAST_LOOKS = 9.5

/** The detector looks at frames whose number divides by this, at `rate` frames a second. */
export function lookEvery(rate: number): number {
  return Math.max(1, Math.floor(rate / LEAST_LOOKS))
}

/** What was found at one look. */
export interface FoundLane {
  shape: RoadShape
  lane: LaneBoundaries
}

/** Boundaries that move by more of their lane between two looks are those of another lane. */
const SAME_LANE = 0.25

/**
 * The lane at a time between two looks: shape and boundaries move evenly; where the lane changes, it is that of the
 * nearer look. After the last look it stays.
 * @param at in looks, 0 at the first
 */
export function betweenLooks(looks: readonly FoundLane[], at: number): FoundLane {
  const before = looks[Math.min(Math.floor(at), looks.length - 1)]!
  const after = looks[Math.min(Math.ceil(at), looks.length - 1)]!
  const part = at - Math.floor(at)
  const width = before.lane.right - before.lane.left
  const moved = Math.max(Math.abs(after.lane.left - before.lane.left), Math.abs(after.lane.right - before.lane.right))
  if (moved > SAME_LANE * width) return part < 0.5 ? before : after
  const mix = (from: number, to: number): number => from + (to - from) * part
  return {
    shape: {
      horizon: mix(before.shape.horizon, after.shape.horizon),
      heading: mix(before.shape.heading, after.shape.heading),
      bend: mix(before.shape.bend, after.shape.bend)
    },
    lane: {
      left: mix(before.lane.left, after.lane.left),
      right: mix(before.lane.right, after.lane.right),
      confidence: mix(before.lane.confidence, after.lane.confidence)
    }
  }
}
