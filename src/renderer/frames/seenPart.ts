import type { SeenPixels } from '../../shared/seenPixels.ts'
import { seenBounds } from '../../shared/unseenAreas.ts'
import { seenRect, type Recipe, type Rect } from '../../shared/recipe.ts'

/** What a recipe leaves for the model of pictures of a size in pixels, in unit coordinates of the picture. */
export function seenPart(recipe: Pick<Recipe, 'crop'>, { width, height }: { width: number; height: number }): Rect {
  const seen = seenRect(recipe, width, height)
  return { x: seen.x / width, y: seen.y / height, width: seen.width / width, height: seen.height / height }
}

/** The smallest part that all pixels lie in which the model sees of the part `given` it, in unit coordinates. */
export function seenWithin(given: Rect, pixels: SeenPixels | null): Rect {
  const bounds = pixels && seenBounds(pixels)
  if (!pixels || !bounds) return given
  const [unitX, unitY] = [given.width / pixels.width, given.height / pixels.height]
  return {
    x: given.x + bounds.x * unitX,
    y: given.y + bounds.y * unitY,
    width: bounds.width * unitX,
    height: bounds.height * unitY
  }
}
