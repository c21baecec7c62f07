import { createMaskPainter } from '../../../src/main/attention/regionMask.ts'
import { inputSheet, recipeFile } from '../recipe.ts'
import type { Random } from '../world/random.ts'
import type { PictureSet } from './pictureSet.ts'

/** What of a picture is taken from another one. */
export type Swapped = 'surroundings' | 'lane'

/** Writes one picture of a set to `out`, with its surroundings or its lane from another picture of the set. */
export type Swap = (set: PictureSet, index: number, what: Swapped, random: Random, out: Uint8Array) => void

const { width, height } = inputSheet

/**
 * Takes all around the own lane, or the lane itself, from another picture of the set, so that nothing there can be
 * learnt from. How wide the lane is cut out is left to chance, or the cut itself would be an edge to steer by.
 */
export function createSwap(): Swap {
  const paint = createMaskPainter(recipeFile.recipe, { width: 960, height: 540 }, { width, height })
  return (set, index, what, random, out) => {
    const size = width * height * 3
    const own = set.pictures.subarray(index * size, (index + 1) * size)
    const margins: [number, number] = [0.1 + 0.9 * random.next() ** 2, 0.1 + 0.9 * random.next() ** 2]
    const lane = set.corridor(index, margins)
    if (!lane) return out.set(own)
    const { coverage } = paint(lane)
    const other = Math.floor(random.range(0, set.count)) * size
    for (let i = 0; i < size; i++) {
      const inside = coverage[Math.floor(i / 3)] ?? 0
      const share = what === 'surroundings' ? inside : 1 - inside
      out[i] = (own[i] ?? 0) * share + (set.pictures[other + i] ?? 0) * (1 - share)
    }
  }
}
