import type { Pixels } from '../decode/steps/pixels.ts'
import { resized } from '../decode/steps/resize.ts'
import { runSteps } from '../decode/steps/runSteps.ts'
import { seenRect, type Recipe } from '../../shared/recipe.ts'

/** An RGB picture, [height, width, 3], 8 bit. */
export interface Picture {
  rgb: Uint8Array
  width: number
  height: number
}

/**
 * The part of a picture that a recipe takes, in the model's size: crop, what is done before the resize, and the resize.
 * For trying recipes on few pictures; analyses leave what they can to ffmpeg, which gives the same but for rounding.
 * @returns 8-bit [height, width, channels] of the recipe's size
 */
export function cutPicture(
  { rgb, width, height }: Picture,
  recipe: Pick<Recipe, 'crop' | 'resize'> & Partial<Pick<Recipe, 'beforeResize'>>
): Uint8Array {
  const seen = seenRect(recipe, width, height)
  const cut: Pixels = { data: rgb, width: seen.width, height: seen.height, channels: 3 }
  if (seen.width < width || seen.height < height) {
    cut.data = new Uint8Array(seen.width * seen.height * 3)
    for (let y = 0; y < seen.height; y++) {
      const from = ((seen.y + y) * width + seen.x) * 3
      cut.data.set(rgb.subarray(from, from + seen.width * 3), y * seen.width * 3)
    }
  }
  return resized(runSteps(cut, recipe.beforeResize ?? []), recipe.resize).data
}
