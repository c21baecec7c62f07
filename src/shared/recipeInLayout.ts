import { type InputForm, pictureShape, type InputLayout } from './inputLayout.ts'
import { channelsOf, type Recipe } from './recipe.ts'
import type { RecipeStep } from './recipeStep.ts'

/**
 * A recipe for another reading of a model's input: its pictures may be of another size, and grey or no longer so.
 * @returns null where the input cannot be read so
 */
export function recipeInLayout(recipe: Recipe, form: InputForm, reading: InputLayout): Recipe | null {
  const shape = pictureShape(form, reading)
  if (!shape) return null
  const [height, width, channels] = shape
  const resized = { ...recipe, reading, resize: { ...recipe.resize, height, width } }
  const blurs = ({ step }: RecipeStep): boolean => step === 'blur'
  if (reading.as === 'yuv-frames') {
    // The planes are made of bytes of red, green and blue, and nothing comes behind them.
    const { normalise: _, ...bytes } = resized
    const [beforeResize, afterResize] = [recipe.beforeResize.filter(blurs), recipe.afterResize.filter(blurs)]
    return { ...bytes, beforeResize, afterResize, scale: { multiply: 1, add: 0 } }
  }
  if (channelsOf(recipe).length === channels) return resized
  // Channels of one colour space are no channels of another.
  const { normalise, ...rest } = resized
  const beforeResize = recipe.beforeResize.filter(blurs)
  const afterResize = recipe.afterResize.filter(blurs)
  if (channels === 3) return { ...rest, ...(normalise && { normalise }), beforeResize, afterResize }
  return { ...rest, beforeResize, afterResize: [{ step: 'colour', to: 'gray' }, ...afterResize] }
}
