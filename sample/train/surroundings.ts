import { createMaskPainter } from '../truth/regionMask.ts'
import { inputSheet, recipeFile } from '../recipe.ts'
import type { Random } from '../world/random.ts'
import type { PictureSet } from './pictureSet.ts'

/** Writes one picture of a set with other surroundings to `out`. */
export type SwapSurroundings = (set: PictureSet, index: number, random: Random, out: Uint8Array) => void

const { width, height } = inputSheet

/**
 * Keeps the own lane of a picture and takes all around it from another picture of the set, so that nothing beside the
 * lane can be learnt from. How wide the lane is cut out is left to chance, or the cut itself would be an edge to
 * steer by.
 */
export function createSwap(): SwapSurroundings {
  const paint = createMaskPainter(recipeFile.recipe, { width: 960, height: 540 }, { width, height })
  return (set, index, random, out) => {
    const size = width * height * 3
    const own = set.pictures.subarray(index * size, (index + 1) * size)
    const margins: [number, number] = [0.1 + 0.9 * random.next() ** 2, 0.1 + 0.9 * random.next() ** 2]
    const lane = set.corridor(index, margins)
    if (!lane) return out.set(own)
    const { coverage } = paint(lane)
    const other = Math.floor(random.range(0, set.count)) * size
    for (let i = 0; i < size; i++) {
      const share = coverage[Math.floor(i / 3)] ?? 0
      out[i] = (own[i] ?? 0) * share + (set.pictures[other + i] ?? 0) * (1 - share)
    }
  }
}
