import { seenRect, type Recipe } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import { seenPartOf, type SeenPixels } from '../../shared/seenPixels.ts'

/**
 * What the maps of a run say by themselves, lanes or none, of the pixels that the model sees. One value a frame, NaN where
 * the map is undefined.
 */
export interface MapTraits {
  /** Centroid of the map, in unit picture coordinates. */
  centroidX: Float32Array
  centroidY: Float32Array
  /**
   * Change from the frame before: mean |S_t - S_(t-1)| as a part of mean S_t + S_(t-1). 0 where the maps are equal, 1
   * where they share no place.
   */
  change: Float32Array
}

/** Traits of `frames` frames, all unknown. */
export function emptyTraits(frames: number): MapTraits {
  const unknown = (): Float32Array => new Float32Array(frames).fill(NaN)
  return { centroidX: unknown(), centroidY: unknown(), change: unknown() }
}

/**
 * Measures the maps of a run, to be called in the order of frames.
 * @param picture size of the camera picture in pixels
 * @param seen what the model sees, of the size of the maps
 */
export function createTraitMeter(
  recipe: Pick<Recipe, 'crop'>,
  picture: { width: number; height: number },
  seen: SeenPixels
): (into: MapTraits, frame: number, map: SaliencyMap) => void {
  const { x, y, width, height } = seenRect(recipe, picture.width, picture.height)
  const seenPart = seenPartOf(seen)
  let before: SaliencyMap | null = null
  return (into, frame, whole) => {
    const map = seenPart(whole)
    const centroid = centroidOf(map)
    if (centroid) {
      into.centroidX[frame] = (x + (centroid[0] / map.width) * width) / picture.width
      into.centroidY[frame] = (y + (centroid[1] / map.height) * height) / picture.height
      if (before) into.change[frame] = changeBetween(before, map)
    }
    before = centroid ? map : null
  }
}

/** In map pixels; null for an undefined map. */
function centroidOf({ width, height, data }: SaliencyMap): [number, number] | null {
  let sum = 0
  let momentX = 0
  let momentY = 0
  let i = 0
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      const value = data[i++]!
      row += value
      momentX += value * x
    }
    sum += row
    momentY += row * y
  }
  return sum > 0 ? [momentX / sum + 0.5, momentY / sum + 0.5] : null
}

function changeBetween(a: SaliencyMap, b: SaliencyMap): number {
  const larger = Math.max(a.scale, b.scale)
  const [scaleA, scaleB] = [a.scale / larger, b.scale / larger]
  let different = 0
  let both = 0
  for (let i = 0; i < a.data.length; i++) {
    const [valueA, valueB] = [a.data[i]! * scaleA, b.data[i]! * scaleB]
    different += Math.abs(valueA - valueB)
    both += valueA + valueB
  }
  return different / both
}
