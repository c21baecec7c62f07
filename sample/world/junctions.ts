import type { Random } from './random.ts'
import { pavedHalfWidth } from './road.ts'

/** A stretch of our road, metres along it. */
export interface Stretch {
  from: number
  to: number
}

/**
 * A road that crosses ours at grade. It is laid in the coordinates of ours: straight where ours is. Lengths in metres.
 */
export interface Junction {
  /** Where its middle meets our centre line. */
  s: number
  /** Paved width, away from its mouths. */
  width: number
  /** By how much a mouth is wider on each side where it meets our road: corners are round. */
  flare: number
  /** How much farther along our road its middle is for each metre to the left; 0 where it crosses at a right angle. */
  skew: number
  /** Whether a stop line is painted across our lanes. */
  stop: boolean
}

/** A crossing road at each of these places along the road. */
export function layJunctions(random: Random, places: readonly number[]): Junction[] {
  return places.map((s) => ({
    s,
    width: random.range(6.2, 8.4),
    flare: random.range(4, 7),
    skew: random.range(-0.3, 0.3),
    stop: random.chance(0.5)
  }))
}

/** The part of our road, across all of its width, at which the crossing road opens: nothing is painted along ours there. */
export function mouthOf({ s, width, flare, skew }: Junction): Stretch {
  const reach = width / 2 + flare + Math.abs(skew) * pavedHalfWidth
  return { from: s - reach, to: s + reach }
}

/** The crossing road at an offset from our centre line (left-positive): from where to where along our road. */
export function crossingAt({ s, width, flare, skew }: Junction, offset: number): Stretch {
  const out = Math.min(1, Math.max(0, (Math.abs(offset) - pavedHalfWidth) / flare))
  // A quarter of a circle from our edge to its own.
  const corner = flare * (1 - Math.sqrt(1 - (1 - out) ** 2))
  const middle = s + skew * offset
  return { from: middle - width / 2 - corner, to: middle + width / 2 + corner }
}

/** Whether a place beside our road is on a crossing road, or within `margin` metres of it along ours. */
export function onCrossing(junctions: readonly Junction[], s: number, offset: number, margin = 0): boolean {
  return junctions.some((junction) => {
    const { from, to } = crossingAt(junction, offset)
    return s > from - margin && s < to + margin
  })
}

/**
 * What is left of things laid along the road when a gap is kept free of them. They are laid in pieces of a length, the last
 * of which may reach beyond their end: pieces stay whole, and behind the gap they begin anew.
 */
export function leaveGap<T extends Stretch>(things: readonly T[], gap: Stretch, pieceOf: (thing: T) => number): T[] {
  return things.flatMap((thing) => {
    const piece = pieceOf(thing)
    const laidTo = thing.from + Math.ceil((thing.to - thing.from) / piece) * piece
    if (laidTo <= gap.from || thing.from >= gap.to) return [thing]
    const pieces = Math.floor((gap.from - thing.from) / piece)
    const before = { ...thing, to: thing.from + pieces * piece }
    const after = { ...thing, from: gap.to }
    return [...(pieces > 0 ? [before] : []), ...(thing.to > gap.to ? [after] : [])]
  })
}
