import type { DeletionGain, MethodTrust } from '../../shared/methodTrust.ts'
import { blockBootstrap } from './blockBootstrap.ts'

/** Of one frame: the mean |change of steering| over the parts that were hidden. */
export interface DeletionRow {
  blur: { map: number; random: number }
  content: { map: number; random: number }
}

/** Frames of the test lie seconds apart, so that each is a block of its own. */
const BLOCK = 1

/**
 * By how much a map beats a random order (Petsiuk 2018, arXiv 1806.07421, for a number in place of a class; two infills, for
 * what is painted over steers too). Null where nothing that was hidden at random changed the steering, or frames are few.
 */
export function deletionTrust(rows: readonly DeletionRow[]): MethodTrust | null {
  const [blur, content] = [gainOf(rows, 'blur'), gainOf(rows, 'content')]
  return blur && content && { frames: rows.length, blur, content }
}

function gainOf(rows: readonly DeletionRow[], infill: keyof DeletionRow): DeletionGain | null {
  const gain = (places: Iterable<number>): number => {
    let [map, random] = [0, 0]
    for (const place of places) {
      map += rows[place]![infill].map
      random += rows[place]![infill].random
    }
    return map / random - 1
  }
  const interval = blockBootstrap(rows.length, BLOCK, gain)
  const whole = gain(rows.keys())
  return interval && Number.isFinite(whole) ? { gain: whole, ...interval } : null
}
