import type { Recipe } from '../../shared/recipe.ts'
import type { RecipeFit, RecipeSearch } from '../../shared/recipeSearch.ts'
import { isSameRecipe } from '../../shared/recipeVersion1.ts'

/** What a search for a recipe found, in a sentence or two. @param own the recipe that the model has */
export function inWords(
  fits: readonly RecipeFit[],
  { alike, frames, isFound }: Pick<RecipeSearch, 'alike' | 'frames' | 'isFound'>,
  own: Recipe
): string {
  const [best, next] = fits
  if (!best || best.correlation === null || !isFound) {
    const r = best?.correlation ?? null
    const most = r === null ? 'none gives a steering that varies' : `the best, ${best!.label}, has r = ${r.toFixed(2)}`
    return `No recipe fits: ${most}; the model may be for another camera, or the steering output is another one. Keep the recipe that it has${keptInWords(fits, own)}.`
  }
  const turned =
    best.correlation < 0 ? ' The sign is turned round: correct which way a positive steering of the model is.' : ''
  return `${best.label[0]!.toUpperCase()}${best.label.slice(1)} fits best: r = ${best.correlation.toFixed(2)}${afterBest(best, next, alike, frames)}.${turned}`
}

function keptInWords(fits: readonly RecipeFit[], own: Recipe): string {
  const kept = fits.find(({ recipe }) => isSameRecipe(recipe, own))
  if (!kept) return ''
  return kept.correlation === null ? `, ${kept.label}` : `, ${kept.label} (r = ${kept.correlation.toFixed(2)})`
}

/** What is to be known of those behind the best. */
function afterBest(best: RecipeFit, next: RecipeFit | undefined, alike: number, frames: number): string {
  if (!next || next.correlation === null) return ''
  const r = Math.abs(next.correlation).toFixed(2)
  const but = against(next, best)
  if (alike < 2) return `; next best ${r} (${next.label}${but})`
  const others =
    alike === 2 ? `${next.label} (${r}${but}) fits` : `${alike - 1} others, first ${next.label} (${r}${but}), fit`
  return `, but ${others} about as well; ${frames} frames cannot tell them apart`
}

/** Why a fit with the greater correlation is not the best: by its spread alone. */
function against(fit: RecipeFit, best: RecipeFit): string {
  if (fit.spread === null || Math.abs(fit.correlation ?? 0) <= Math.abs(best.correlation ?? 0)) return ''
  return `, but ${timesInWords(fit.spread)} times the recorded spread, which counts against it`
}

/** A ratio of spreads as people read it: '6.1', '0.043'. */
const timesInWords = (ratio: number): string => String(Number(ratio.toPrecision(2)))
