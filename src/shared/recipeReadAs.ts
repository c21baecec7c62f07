import { type InputForm, pictureShape, type Reading } from './reading.ts'
import type { Recipe } from './recipe.ts'

/**
 * A recipe for another reading of a model's input: its pictures may be of another size, and grey or no longer so.
 * @returns null where the input cannot be read so
 */
export function recipeReadAs(recipe: Recipe, form: InputForm, reading: Reading): Recipe | null {
  const shape = pictureShape(form, reading)
  if (!shape) return null
  const [height, width, channels] = shape
  const { normalise, ...rest } = recipe
  const resize = { ...recipe.resize, height, width }
  if (channels === 1) return { ...rest, reading, resize, colour: 'gray' }
  const colour = recipe.colour === 'gray' ? 'rgb' : recipe.colour
  return { ...rest, ...(normalise && { normalise }), reading, resize, colour }
}
