import { lookEvery } from '../../../src/main/lanes/betweenLooks.ts'
import type { Stretch } from '../watchDrive.ts'

/** Seconds up to which a drive is looked at as a whole. */
const LONG = 120
/** Seconds that are looked at around a labelled frame of a longer one. */
const AROUND = 30

/**
 * The parts of a drive to look at for its labelled frames, in order and apart from each other: all of it, or, of a long one,
 * what lies around them. Each begins at a look.
 * @param frames how many the drive has, or about
 * @param rate frames a second
 */
export function stretchesOf(labelled: readonly number[], frames: number, rate: number): Stretch[] {
  if (frames <= LONG * rate) return [{ first: 0, last: Infinity }]
  const half = Math.round((AROUND / 2) * rate)
  const every = lookEvery(rate)
  const stretches: Stretch[] = []
  for (const frame of labelled.toSorted((a, b) => a - b)) {
    const from = Math.max(0, frame - half)
    const before = stretches.at(-1)
    if (before && from <= before.last + 1) before.last = frame + half
    else stretches.push({ first: from - (from % every), last: frame + half })
  }
  return stretches
}
