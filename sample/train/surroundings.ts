import type { Polygon } from '../../src/shared/lanes.ts'
import { createMaskPainter } from '../truth/regionMask.ts'
import { inputSheet, recipeFile } from '../recipe.ts'
import type { Random } from '../world/random.ts'
import type { PictureSet } from './pictureSet.ts'

/**
 * What tells of the steering in a picture with other surroundings: its lane, or its boards wherever it shows any, and
 * its lane elsewhere.
 */
export type Telling = 'lane' | 'boards'

/** How a picture is given other surroundings. */
export interface SwapOptions {
  telling: Telling
  /** Share of the pictures that are given other surroundings; where boards tell, all that show any are. */
  swapped: number
  /**
   * Largest noise on the other surroundings of every second picture, in levels of 255. To learn with noise is to learn
   * small slopes (Bishop 1995, Neural Computation 7): it wears away what answers to surroundings that tell nothing.
   */
  noise: number
}

/** Writes one picture of a set to `out`, with other surroundings where chance has it. */
export type SwapSurroundings = (set: PictureSet, index: number, random: Random, out: Uint8Array) => void

const { width, height } = inputSheet
const size = width * height * 3

/** How often a picture without boards is looked for before any will do. */
const tries = 30

/**
 * Keeps what tells of a picture and takes all around it from another picture of the set, so that nothing else can be
 * learnt from. How wide it is cut out is left to chance, or the cut itself would be an edge to steer by. Where boards
 * tell, the other picture shows none.
 */
export function createSwap({ telling, swapped, noise }: SwapOptions): SwapSurroundings {
  const paint = createMaskPainter(recipeFile.recipe, { width: 960, height: 540 }, { width, height })
  const kept = new Float32Array(width * height)
  const keep = (polygon: Polygon): void => {
    const { coverage } = paint(polygon)
    for (const [i, part] of coverage.entries()) kept[i] = Math.max(kept[i] ?? 0, part)
  }
  const otherOf = (set: PictureSet, random: Random): number => {
    let other = Math.floor(random.range(0, set.count))
    for (let i = 0; telling === 'boards' && i < tries && set.boards(other).length > 0; i++)
      other = Math.floor(random.range(0, set.count))
    return other * size
  }
  return (set, index, random, out) => {
    const own = set.pictures.subarray(index * size, (index + 1) * size)
    const boards = telling === 'boards' ? set.boards(index) : []
    const lane = set.corridor(index, [0.1 + 0.9 * random.next() ** 2, 0.1 + 0.9 * random.next() ** 2])
    if (boards.length === 0 && (!lane || !random.chance(swapped))) return out.set(own)
    kept.fill(0)
    for (const board of boards) keep(widened(board, random.range(1.05, 1.5)))
    if (boards.length === 0 && lane) keep(lane)
    const other = otherOf(set, random)
    const amplitude = noise > 0 && random.chance(0.5) ? random.range(0, noise) : 0
    for (let i = 0; i < size; i++) {
      const share = kept[Math.floor(i / 3)] ?? 0
      const grain = amplitude > 0 && share < 1 ? random.range(-amplitude, amplitude) : 0
      const around = Math.max(0, Math.min(255, (set.pictures[other + i] ?? 0) + grain))
      out[i] = (own[i] ?? 0) * share + around * (1 - share)
    }
  }
}

/** A polygon made larger about its middle. */
function widened(polygon: Polygon, by: number): Polygon {
  const mean = (axis: 0 | 1): number => polygon.reduce((sum, point) => sum + point[axis], 0) / polygon.length
  const [x0, y0] = [mean(0), mean(1)]
  return polygon.map(([x, y]) => [x0 + (x - x0) * by, y0 + (y - y0) * by])
}
