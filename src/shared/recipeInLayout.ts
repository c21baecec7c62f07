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
  if (channelsOf(recipe).length === channels) return resized
  // Channels of one colour space are no channels of another.
  const { normalise, ...rest } = resized
  const kept = ({ step }: RecipeStep): boolean => step === 'blur'
  const beforeResize = recipe.beforeResize.filter(kept)
  const afterResize = recipe.afterResize.filter(kept)
  if (channels === 3) return { ...rest, ...(normalise && { normalise }), beforeResize, afterResize }
  return { ...rest, beforeResize, afterResize: [{ step: 'colour', to: 'gray' }, ...afterResize] }
}
