import { showTheSame } from './glance.ts'
import type { PaintPoints } from './roadShape.ts'

/** The distinct looks of a drive, as what works over time takes them. */
export interface Looks {
  /** One a look; null where there was no picture. */
  points: readonly (PaintPoints | null)[]
  /** How many looks one is behind the one before it. */
  steps: (look: number) => number
  /** Looks a second, those that show the same counted. */
  rate: number
}

/** The looks of a drive, those that show one picture taken for one. */
export interface DistinctLooks {
  /** The first look of each, in their order. */
  firsts: number[]
  /** Which of them each look shows. */
  of: Int32Array
}

/**
 * Which looks show one picture: a car that stands, a simulator that gives fewer pictures than its video has, a picture
 * held still. Waiting before a lane says no more of it than one look, so that such a run of looks is one. All are compared
 * with its first, so that what creeps is not held for ever. A look without a picture (null) belongs to the run where it
 * goes on behind.
 */
export function distinctLooks(glances: readonly (Uint8Array | null)[]): DistinctLooks {
  const firsts: number[] = []
  const of = new Int32Array(glances.length)
  let held: Uint8Array | null = null
  let run = 0
  glances.forEach((glance, look) => {
    if (glance && held && showTheSame(glance, held)) {
      // Looks without a picture since then were taken for new ones.
      firsts.length = run + 1
      of.fill(run, firsts[run], look + 1)
      return
    }
    of[look] = firsts.push(look) - 1
    if (!glance) return
    held = glance
    run = of[look]
  })
  return { firsts, of }
}

/** A run that is longer says no more of how far the car is when it ends: most often it stood. */
const LONGEST = 10

/** How many looks each distinct one is behind the one before it. */
export function stepsBetween({ firsts }: DistinctLooks): Looks['steps'] {
  return (look) => Math.min(LONGEST, (firsts[look] ?? 0) - (firsts[look - 1] ?? 0))
}
