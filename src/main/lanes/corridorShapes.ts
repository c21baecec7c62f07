import type { CorridorLook } from './corridorLook.ts'
import { logit, shareOfOdds } from './logit.ts'
import { type CorridorShape, overlapOf, shapeOf, shapePolygon } from './corridorShape.ts'

/** What the network says over a drive, one a distinct look. */
export interface CorridorOverTime {
  /** Null where it sees no lane. */
  shape: CorridorShape | null
  look: CorridorLook
  /** Overlap with the corridor one look before and one after, the mean of those that there are, 0..1; 1 for a look alone. */
  steadiness: number
  /** How likely the car is off its road, over the looks around, 0..1. */
  off: number
}

/** Looks that overlap by so much show one lane that moves little: their sides are averaged. */
const STEADY = 0.85

/**
 * The corridors of distinct looks in their order, smoothed over neighbours that agree. null where the network was not
 * asked.
 */
export function corridorShapes(looks: readonly (CorridorLook | null)[]): (CorridorOverTime | null)[] {
  const shapes = looks.map((look) => look && shapeOf(look))
  const outlines = shapes.map((shape) => shape && shapePolygon(shape, 0))
  const overlaps = outlines.map((outline, i) => (i === 0 ? NaN : overlapOf(outlines[i - 1]!, outline)))
  return shapes.map((shape, i) => {
    const look = looks[i]
    if (!look) return null
    const off = offAround(looks, i)
    if (!shape) return { shape, look, steadiness: 0, off }
    const around = [overlaps[i]!, overlaps[i + 1] ?? NaN].filter((value) => !Number.isNaN(value))
    const steadiness = around.length > 0 ? around.reduce((sum, value) => sum + value, 0) / around.length : 1
    const beside = [
      (overlaps[i] ?? 0) > STEADY ? shapes[i - 1] : null,
      (overlaps[i + 1] ?? 0) > STEADY ? shapes[i + 1] : null
    ]
    return { shape: smoothed(shape, beside), look, steadiness, off }
  })
}

/** A quarter of a second to either side: the road does not end and begin again within it. */
const AROUND = 2

/** The mean of log odds, so that looks that are sure count for more. */
function offAround(looks: readonly (CorridorLook | null)[], at: number): number {
  const around = looks.slice(Math.max(0, at - AROUND), at + AROUND + 1).filter((look) => look !== null)
  const odds = around.map(({ isOff }) => logit(isOff / 100))
  return shareOfOdds(odds.reduce((sum, value) => sum + value, 0) / odds.length)
}

/** Half of it is the look's own. */
function smoothed(shape: CorridorShape, beside: readonly (CorridorShape | null | undefined)[]): CorridorShape {
  const mean = (of: (shape: CorridorShape) => number): number =>
    beside.reduce((sum, other) => sum + 0.25 * (other ? of(other) : of(shape)), 0.5 * of(shape))
  return {
    top: mean(({ top }) => top),
    bottom: mean(({ bottom }) => bottom),
    left: shape.left.map((_, i) => mean(({ left }) => left[i]!)),
    right: shape.right.map((_, i) => mean(({ right }) => right[i]!))
  }
}
