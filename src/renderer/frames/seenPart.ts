import { seenRect, type Recipe, type Rect } from '../../shared/recipe.ts'

/** What a model sees of pictures of a size in pixels, in unit coordinates of the picture. */
export function seenPart(recipe: Pick<Recipe, 'crop'>, { width, height }: { width: number; height: number }): Rect {
  const seen = seenRect(recipe, width, height)
  return { x: seen.x / width, y: seen.y / height, width: seen.width / width, height: seen.height / height }
}
