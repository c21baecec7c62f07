import { z } from 'zod'
import { knownFields } from './knownFields.ts'
import { canonicalJson } from './canonicalJson.ts'
import { InputLayout } from './inputLayout.ts'
import { Crop, Normalise, type Recipe, Resize, Scale } from './recipeParts.ts'
import type { RecipeStep } from './recipeStep.ts'

/** A recipe as it was kept before it had steps: one conversion of colours, after the resize. */
export const RecipeVersion1 = knownFields({
  version: z.literal(1),
  crop: Crop.nullable(),
  resize: Resize,
  colour: z.enum(['rgb', 'bgr', 'yuv', 'gray']),
  scale: Scale,
  normalise: Normalise.optional(),
  reading: InputLayout.optional()
})
export type RecipeVersion1 = z.infer<typeof RecipeVersion1>

/** The same recipe with steps. */
export function fromVersion1({ colour, ...rest }: RecipeVersion1): Recipe {
  return {
    ...rest,
    version: 2,
    beforeResize: [],
    afterResize: colour === 'rgb' ? [] : [{ step: 'colour', to: colour }]
  }
}

/**
 * The oldest form in which a recipe can be written. What is told apart or hashed by its recipe goes by this form, so that
 * what was made with a recipe of version 1 stays good.
 */
export function oldestForm(recipe: Recipe): Recipe | RecipeVersion1 {
  const { beforeResize, afterResize, ...rest } = recipe
  const colour = beforeResize.length > 0 ? null : colourAlone(afterResize)
  return colour === null ? recipe : { ...rest, version: 1, colour }
}

/** The one conversion that these steps are, where version 1 has it; else null. */
function colourAlone([first, ...more]: readonly RecipeStep[]): RecipeVersion1['colour'] | null {
  if (!first) return 'rgb'
  if (more.length > 0 || first.step !== 'colour' || first.swapped) return null
  return first.to === 'hsv' || first.to === 'hls' ? null : first.to
}

/** True where two recipes make the same of every picture, as far as their words say. */
export function isSameRecipe(one: Recipe, other: Recipe): boolean {
  return canonicalJson(oldestForm(one)) === canonicalJson(oldestForm(other))
}
