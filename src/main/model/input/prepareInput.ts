import { channelScales, type Recipe } from '../../../shared/recipe.ts'
import { channelsAfter } from '../../../shared/recipeStep.ts'
import { runSteps } from '../../decode/steps/runSteps.ts'

/**
 * Turns one cropped and resized picture into the model's input: the steps of the recipe that come after the resize, then
 * v * multiply + add, then (v - mean) / std of each channel.
 * @param picture 8-bit [pixels, channels] as what comes before the resize made it (RGB where nothing does), row-major
 * @param out float32 [pixels, channels] is written to it from `offset` on
 */
export function prepareInput(
  picture: Uint8Array,
  pixels: number,
  recipe: Recipe,
  out: Float32Array,
  offset: number
): void {
  const { beforeResize, afterResize, resize } = recipe
  const { height } = resize
  const given = { data: picture, width: pixels / height, height, channels: channelsAfter(beforeResize).length }
  const { data, channels } = runSteps(given, afterResize, beforeResize)
  const [first, second, third] = scaleTables(recipe)
  if (channels === 1) {
    for (let i = 0; i < pixels; i++) out[offset + i] = first[data[i]!]!
    return
  }
  for (let i = 0; i < pixels * 3; i += 3) {
    out[offset + i] = first[data[i]!]!
    out[offset + i + 1] = second[data[i + 1]!]!
    out[offset + i + 2] = third[data[i + 2]!]!
  }
}

/** What 0 to 255 become in each channel. */
function scaleTables(recipe: Recipe): [first: Float32Array, second: Float32Array, third: Float32Array] {
  const tables = channelScales(recipe).map((scale) => Float32Array.from({ length: 256 }, (_, v) => scale(v)))
  const [first, second = first, third = first] = tables
  return [first!, second!, third!]
}
