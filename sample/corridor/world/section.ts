import type { Colour } from './colour.ts'

/** What a piece of ground looks like. Amplitudes are parts of the colour's brightness, sizes metres. */
export interface Material {
  colour: Colour
  /** Patches of a second colour. */
  patches: { colour: Colour; size: number; amount: number } | null
  /** Fine grain. */
  grain: number
  grainSize: number
  /** Slow changes. */
  drift: number
  driftSize: number
  /** Streaks along the track, as tyres leave them. */
  streaks: number
  /** Joints or planks or tiles. */
  tiles: { along: number; across: number; depth: number } | null
}

/** Ground from the band before up to `to` metres left of the middle line. */
export interface Band {
  to: number
  material: Material
  /** How far its edge wanders, in metres, and over what length. */
  wander: number
  wanderSize: number
}

/** A line of paint, tape or stone along the track. */
export interface Line {
  at: number
  width: number
  colour: Colour
  /** Null where it is not broken. The second colour fills the gaps, where it has one. */
  dash: { on: number; off: number; phase: number; second: Colour | null } | null
  /** How much of it is worn away, 0..1. */
  wear: number
}

/** Paint across the road, from..to metres along it; every so many metres across it, where it is striped. */
export interface Bar {
  from: number
  to: number
  stripe: number | null
  colour: Colour
}

/** A track cut across. All places in metres to the left of the middle line; rising. */
export interface Section {
  /** The last one has no end. */
  bands: readonly Band[]
  lines: readonly Line[]
  /** Bars across the road: stop lines, zebra crossings. */
  bars: readonly Bar[]
  /** Lanes, or the one track where there are none: from the middle of the line, or from the edge where there is none. */
  lanes: readonly { from: number; to: number }[]
  /** Surface that a car drives on. */
  drivable: { from: number; to: number }
  /** Nothing here is a lane or a track, whatever there is on the ground. */
  bare: boolean
}

/** What a pixel shows. */
export const NEITHER = 0
export const OWN = 1
export const OTHER = 2

/** How far beside the drivable surface, in widths of the nearest lane, a car may be and still have a lane of its own. */
const BESIDE = 0.35

/** The lane a car is in, or, a little beside the road, the nearest; null where it has none. */
export function ownLane({ lanes, bare }: Section, d: number): { from: number; to: number } | null {
  if (bare) return null
  const off = (lane: { from: number; to: number }): number => Math.max(lane.from - d, d - lane.to, 0)
  const nearest = lanes.reduce((best, lane) => (off(lane) < off(best) ? lane : best))
  return off(nearest) <= BESIDE * (nearest.to - nearest.from) ? nearest : null
}

/**
 * True where a car, `half` as wide to each side, is with a wheel on no surface that is driven on. On bare ground there is
 * nothing to be off.
 */
export function isOff({ drivable, bare }: Section, d: number, half: number): boolean {
  return !bare && (d - half < drivable.from || d + half > drivable.to)
}
